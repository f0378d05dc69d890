conversation-not_found = There is no such conversation.
conversation-not_handed_over = The assistant looks after this conversation; it has not been handed to a person.
conversation-taken = { $name } is answering this conversation; take it first if you want to.
conversation-empty = Please write an answer.
conversation-too_long = An answer has { $longest } characters at most.
conversation-other_answer = This message was sent before with other words; send it as a new one.
