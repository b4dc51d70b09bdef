package io.rapport.desk;

import java.util.Locale;

/** What somebody can be good at. */
public enum SkillKind {
    LANGUAGE,
    PRODUCT,
    REGION;

    /** @return as files write it */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
