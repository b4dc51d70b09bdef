package io.rapport.privacy;

/**
 * What becomes of a column.
 *
 * @param name of the column
 * @param handling what becomes of its values
 * @param emptied what it holds when it is emptied; {@code null}: null
 */
record ColumnRule(String name, Handling handling, String emptied) {

    /** What becomes of the values of a column. */
    enum Handling {
        /** An opaque id: exported, stays where its row stays. */
        ID(true),
        /** Exported, stays where its row stays. */
        FACT(true),
        /** Exported, emptied where its row stays. */
        ERASE(true),
        /** As {@link #ERASE}; while the law orders it kept it is put under the legal hold. */
        HELD(true),
        /** Bookkeeping of ours: not exported, stays where its row stays. */
        INTERNAL(false),
        /** Not exported, emptied where its row stays. */
        INTERNAL_ERASE(false);

        private final boolean exported;

        Handling(boolean exported) {
            this.exported = exported;
        }

        boolean isExported() {
            return exported;
        }

        boolean isErased() {
            return this == ERASE || this == HELD || this == INTERNAL_ERASE;
        }
    }

    /** @param written such as {@code held ''} */
    static ColumnRule parse(String name, String written) {
        String[] words = written.strip().split(" ", 2);
        Handling handling =
                Handling.valueOf(words[0].toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        if (words.length == 1) {
            return new ColumnRule(name, handling, null);
        }
        if (!handling.isErased() || !words[1].matches("'[^']*'")) {
            throw new IllegalArgumentException(
                    name + ": '" + written + "' is none of id, fact, internal, erase, held and "
                            + "internal-erase, the last three perhaps followed by a 'literal'");
        }
        return new ColumnRule(name, handling, words[1].substring(1, words[1].length() - 1));
    }
}
