names-unknown = 没有记住“{ $word }”这个叫法。
times-bad_period = 请给出先后正确的日期。
