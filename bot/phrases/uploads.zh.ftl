upload-empty = “{ $name }”是空文件,请换一个。
upload-too_large = “{ $name }”太大了,最多 { $longest } MB。请换小一点的文件,或直接写出来。
upload-too_many = 一条消息最多带 { $most } 个文件,您选了 { $count } 个,请分几次发。
upload-too_many_waiting = 已有 { $most } 个文件等着发送,请先发出或删除一些。
upload-gone = 这条消息的文件已经不在了,请重新添加。
upload-no_room = 现在放不下更多文件,请先发出或删除一些,或者直接打字告诉我内容。
