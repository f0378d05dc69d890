message-too_long = Your message has { $length } characters; at most { $longest } are read at a time. Please split it.
message-empty = The message is empty. Please write something or press a button.
