"""What a form is: sheets, columns, indicators, criteria, checks, expressions and layout."""
