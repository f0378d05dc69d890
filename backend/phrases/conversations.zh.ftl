conversation-not_found = 没有找到这个会话。
conversation-not_handed_over = 这个会话现在由助手处理，没有转给人工。
conversation-taken = { $name } 正在处理这个会话；需要的话请先接手。
conversation-empty = 请写下回复内容。
conversation-too_long = 回复最多 { $longest } 个字。
conversation-other_answer = 这条消息之前发过不同的内容，请作为新消息发送。
