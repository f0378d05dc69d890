database-closed = 系统正在关闭,请稍后再试。
database-unavailable = 数据库暂时无法写入,没有保存任何内容,请再试一次。
idempotency-bad_key = Idempotency-Key 须为 1 到 { $longest } 个字符。
idempotency-other_request = 这个 Idempotency-Key 已用于另一个请求。
paging-bad_cursor = 分页游标无效,请从第一页重新开始。
