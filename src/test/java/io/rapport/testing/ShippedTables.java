package io.rapport.testing;

import io.rapport.contactpolicy.PolicyDecisionService;
import io.rapport.journey.table.DmnTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contact policy of {@code processes/contact-policy.dmn}, asked without an engine around it. */
public final class ShippedTables {

    private static final Path FILE = Path.of("processes/contact-policy.dmn");

    private ShippedTables() {}

    /** @return the tables as they are shipped */
    public static PolicyDecisionService read() {
        return of(text());
    }

    /** @return the file's text, for a manager to change */
    public static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return tables of a changed text */
    public static PolicyDecisionService of(String dmn) {
        return DmnTables.read(dmn.getBytes(StandardCharsets.UTF_8), "test");
    }
}
