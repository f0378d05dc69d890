message-too_long = 您的消息有 { $length } 个字,一次最多 { $longest } 个,请分几次发送。
message-empty = 消息是空的,请输入内容或点按钮。
