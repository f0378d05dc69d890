# HTTP 问题的标题
http-400 = 请求有误
http-401 = 未登录
http-403 = 没有权限
http-404 = 没有找到
http-405 = 不支持的方法
http-409 = 冲突
http-413 = 内容过大
http-422 = 内容无效
http-429 = 请求过于频繁
http-500 = 内部错误
http-503 = 暂不可用
# HTTP 入口自身的问题
request-invalid = 请求无法读取,请检查:{ $fields }。
request-too_large = 请求内容过大,最多接受 { $longest } 字节。
request-failed = 系统出现问题,没有留下做到一半的更改。请再试一次;若仍然如此,请告知请求编号。
request-no_route = 这个地址没有内容。
request-bad_method = 这个地址不接受该方法。
request-unreadable = 请求无法读取。
identity-too_many_attempts = 登录尝试过于频繁,请在 { $seconds } 秒后再试。
credit-dealer_needed = 请指定要查看信用的经销商。
confirmation-blocked = 不能下单,请看各项原因;没有下任何订单。
confirmation-needs_review = 内容与展示时相比有变化,没有下任何订单;请查看新版本后再确认。
request-long_text = 文字太长,一次最多 { $longest } 个字,请分几次发送。
message-too_often = 消息太频繁了，请在 { $seconds } 秒后再试。
