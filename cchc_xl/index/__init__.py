"""The CCHC index: the score sheet with its reasons."""
