article-unknown_format = 这种文件读不了。可以上传 Markdown、HTML、PDF、Word(.docx)、Excel、CSV 或纯文本。
article-unreadable = 这个文件打不开或已损坏,请重新导出后再上传。
article-empty = 文件里没有可读的文字。扫描件请先做文字识别。
article-encrypted = 这个 PDF 有密码,请上传没有密码的版本。
article-macros = 文件里带有宏,出于安全不接收。请另存为不带宏的文件。
article-too_large = 文件太大(最大 { $longest })。请拆成几个文件。
article-too_many_pages = 页数太多,一份最多 { $most } 页。请拆成几份。
