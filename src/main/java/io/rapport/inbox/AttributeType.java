package io.rapport.inbox;

/** What an attribute of customers holds, where the event catalogue declares it. */
public enum AttributeType {
    TEXT,
    NUMBER,
    YES_NO,
    DATE
}
