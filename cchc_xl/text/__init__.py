"""Vietnamese text, numbers and dates as people type them."""
