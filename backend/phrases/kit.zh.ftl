database-closed = 系统正在关闭，请稍后再试。
database-damaged = 数据库文件已损坏，无法读取。请停用该文件并从备份恢复；没有写入任何内容。
database-memory = SQLite 数据库必须是一个文件，例如 sqlite:///var/dinghuo.db。
database-unavailable = 数据库暂时无法使用，没有保存任何内容，请再试一次。
idempotency-bad_key = Idempotency-Key 须为 1 到 { $longest } 个字符。
idempotency-other_request = 这个 Idempotency-Key 已用于另一个请求。
money-too_large = 金额或数量太大，系统无法处理。
paging-bad_cursor = 分页游标无效，请从第一页重新开始。
