package io.rapport.desk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The file about staff that comes with the application. */
final class ShippedStaff {

    private ShippedStaff() {}

    static byte[] content() {
        try (InputStream file = ShippedStaff.class.getResourceAsStream("/" + StaffFile.PATH)) {
            return file == null ? "queues: {}".getBytes(StandardCharsets.UTF_8) : file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(StaffFile.PATH + " of the application cannot be read", e);
        }
    }
}
