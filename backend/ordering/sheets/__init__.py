"""Orders as tables: reading a spreadsheet or a pasted list row by row, reviewing it, and making drafts of what is clear; tables out again."""
