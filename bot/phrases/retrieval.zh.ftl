knowledge-index_unreadable = 知识库索引无法读取（{ $reason }），将从数据库重新建立。
knowledge-no_vectors = 向量服务无法连接，或返回的内容不可用（{ $reason }）。
