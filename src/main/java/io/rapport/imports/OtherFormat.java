package io.rapport.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** Files that people send in the place of CSV, known by how they begin. */
final class OtherFormat {

    private static final int LONGEST = 4;

    private static final Map<String, String> BEGINNINGS = Map.of(
            "504b0304", "an Excel or ZIP file: open it, and save the sheet as CSV",
            "d0cf11e0", "an Excel file: open it, and save the sheet as CSV",
            "1f8b", "compressed: unpack it",
            "25504446", "a PDF: export the table as CSV");

    private OtherFormat() {}

    /** @throws FileRefused saying what the file is, and what to send */
    static void refuse(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            String begin = HexFormat.of().formatHex(in.readNBytes(LONGEST));
            BEGINNINGS.forEach((beginning, what) -> {
                if (begin.startsWith(beginning)) {
                    throw new FileRefused("The file is " + what + ".");
                }
            });
        }
    }
}
