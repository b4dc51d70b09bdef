package io.rapport.imports;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The records of a file, read as a stream: the file may be larger than the memory. */
final class CsvFile implements Closeable {

    /** What stands in place of a character that cannot be read, and of one that no text may hold. */
    static final char UNREADABLE = '\ufffd';

    private static final int LONGEST_RECORD = 1 << 20;

    /** Of a cell that was cut, new lines and quotes are left. */
    private static final int LARGEST_BUFFER = 1 << 23;

    /** So much of a cell that is too long is kept. */
    private static final int SHOWN = 500;

    /** Excel's own, above the head. */
    private static final Pattern STATED_SEPARATOR = Pattern.compile("\\ufeff?\"?(?i:sep)=(.)\"?\\s*");

    private static final Pattern LINE = Pattern.compile("start(?:ing at|ed in) line (\\d+)");

    private final Path path;
    private final Encodings.Found encoding;
    private final char separator;
    private final CountedStream bytes;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> head;
    private long n;
    private boolean cutOff;

    /**
     * Opens a file and reads its head.
     *
     * @param path where it is
     * @param mapping what is stated of its form
     * @throws FileRefused if it has no head
     */
    CsvFile(Path path, Mapping mapping) throws IOException {
        this.path = path;
        OtherFormat.refuse(path);
        this.encoding = Encodings.find(path, mapping.charset());
        String line = firstLine();
        Matcher stated = STATED_SEPARATOR.matcher(line);
        boolean above = stated.matches();
        char found = above ? stated.group(1).charAt(0) : Separators.find(line);
        this.separator = mapping.separator() == 0 ? found : mapping.separator();
        this.bytes = new CountedStream(Files.newInputStream(path));
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowExtraCharsAfterClosingQuote(true)
                .allowUnclosedQuote(false)
                .maxBufferSize(LARGEST_BUFFER)
                .ofCsvRecord(new LimitedCells(text(new BufferedInputStream(bytes, 1 << 16)), separator));
        this.records = reader.iterator();
        CsvRow first = next();
        if (above && first != null) {
            first = next();
        }
        if (first == null) {
            close();
            throw new FileRefused("The file is empty: its first line must name the columns.");
        }
        this.head = first.cells().stream().map(CsvFile::name).toList();
        this.n = 0;
    }

    private Reader text(InputStream in) throws IOException {
        in.skipNBytes(encoding.bom());
        return new InputStreamReader(
                in,
                encoding.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }

    private String firstLine() throws IOException {
        try (BufferedReader lines = new BufferedReader(text(Files.newInputStream(path)))) {
            StringBuilder line = new StringBuilder();
            int c = lines.read();
            while (c >= 0 && line.length() < LONGEST_RECORD && (line.isEmpty() || c != '\n' && c != '\r')) {
                if (!line.isEmpty() || c != '\n' && c != '\r') {
                    line.append((char) c);
                }
                c = lines.read();
            }
            return line.toString();
        }
    }

    private static String name(String cell) {
        return cell.replace("\ufeff", "").strip();
    }

    List<String> head() {
        return head;
    }

    Charset charset() {
        return encoding.charset();
    }

    char separator() {
        return separator;
    }

    /** @return how many bytes of the file were read */
    long read() {
        return bytes.count;
    }

    /**
     * Reads the next record.
     *
     * @return it; {@code null} at the end. Records without any text are left out
     * @throws FileRefused if a record is too long to be one
     */
    CsvRow next() {
        try {
            while (records.hasNext()) {
                CsvRecord found = records.next();
                CsvRow row = row(found.getStartingLineNumber(), found.getFields());
                if (!row.isBlank()) {
                    return row;
                }
            }
            return null;
        } catch (CsvParseException e) {
            return unclosed(e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof java.nio.charset.CharacterCodingException) {
                throw new FileRefused("The file cannot be read as " + encoding.charset() + ".");
            }
            throw tooLong(e);
        }
    }

    private CsvRow row(long line, List<String> cells) {
        List<Integer> tooLong = IntStream.range(0, cells.size())
                .filter(i -> isCut(cells.get(i)))
                .boxed()
                .toList();
        return new CsvRow(++n, line, cells.stream().map(CsvFile::readable).toList(), tooLong);
    }

    private static boolean isCut(String cell) {
        return cell.length() > LimitedCells.LONGEST / 2 && cell.indexOf(LimitedCells.CUT) >= 0;
    }

    private static String readable(String cell) {
        return (isCut(cell) ? cell.substring(0, cell.offsetByCodePoints(0, SHOWN)) + "…" : cell)
                .replace('\0', UNREADABLE);
    }

    /** @return whether the record that was read last begins a quote which the file does not end */
    boolean isCutOff() {
        return cutOff;
    }

    /** What a file that breaks off within quotes has last: read once more, as far as it goes. */
    private CsvRow unclosed(CsvParseException failure) {
        Matcher place = LINE.matcher(String.valueOf(failure.getMessage()));
        if (cutOff || !place.find() || !failure.getMessage().startsWith("Unclosed")) {
            throw tooLong(failure);
        }
        cutOff = true;
        long line = Long.parseLong(place.group(1));
        try (BufferedReader lines = new BufferedReader(text(Files.newInputStream(path)))) {
            for (long passed = 1; passed < line; passed++) {
                lines.readLine();
            }
            StringBuilder rest = new StringBuilder();
            for (String more = lines.readLine(); more != null; more = lines.readLine()) {
                rest.append(rest.isEmpty() ? "" : "\n").append(more);
                if (rest.length() > LONGEST_RECORD) {
                    throw tooLong(failure);
                }
            }
            try (CsvReader<CsvRecord> again = CsvReader.builder()
                    .fieldSeparator(separator)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(true)
                    .allowExtraCharsAfterClosingQuote(true)
                    .ofCsvRecord(rest.toString())) {
                return row(line, again.iterator().next().getFields());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileRefused tooLong(RuntimeException failure) {
        Matcher place = LINE.matcher(String.valueOf(failure.getMessage()));
        return new FileRefused(
                "A record " + (place.find() ? "that begins in line " + place.group(1) + " " : "after record " + n + " ")
                        + "does not end: close the quotes that begin in it, or state the separator in the mapping. What stands before"
                        + " it was taken.");
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
        bytes.close();
    }

    private static final class CountedStream extends FilterInputStream {

        private volatile long count;

        CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
