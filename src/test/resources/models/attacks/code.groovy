"id".execute()
