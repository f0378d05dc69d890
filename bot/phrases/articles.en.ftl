article-unknown_format = This kind of file cannot be read. Upload Markdown, HTML, PDF, Word (.docx), Excel, CSV or plain text.
article-unreadable = This file cannot be opened or is damaged. Export it again and upload it.
article-empty = There is no readable text in this file. Run text recognition on scans first.
article-encrypted = This PDF has a password. Upload a version without one.
article-macros = This file holds macros and is not accepted. Save it without macros.
article-too_large = This file is too large (limit { $longest }). Split it into several files.
article-too_many_pages = Too many pages: at most { $most } in one file. Split it.
