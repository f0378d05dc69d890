conversation-not_found = 没有找到这个会话。
