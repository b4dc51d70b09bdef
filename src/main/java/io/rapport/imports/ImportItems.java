package io.rapport.imports;

import io.rapport.customer.ImportedOrder;
import io.rapport.loyalty.ImportedPoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The items of a file, in chunks in which each key stands once. */
final class ImportItems<T> {

    /** Large enough that a statement's cost is shared, small enough that nobody waits for its locks. */
    private static final int CHUNK = 5_000;

    private final CsvFile file;
    private final ItemReader<T> reader;
    private final long done;
    private boolean ended;
    private ImportItem<T> ahead;

    /** What is behind cannot be read; what stands before is taken all the same. */
    private FileRefused unreadable;

    /** @param done how many records of the file were taken before */
    ImportItems(CsvFile file, ItemReader<T> reader, long done) {
        this.file = file;
        this.reader = reader;
        this.done = done;
    }

    /** Some items that are written together. */
    record Chunk<T>(List<ImportItem<T>> items, long last, long bytesRead) {}

    /** @return the next ones; {@code null} at the end */
    Chunk<T> chunk() {
        List<ImportItem<T>> items = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        long rows = 0;
        long last = 0;
        for (ImportItem<T> item = next(); item != null; item = next()) {
            boolean again = item.value() != null && isOnceAChunk(item) && !keys.add(item.key());
            if (again || rows >= CHUNK) {
                ahead = item;
                break;
            }
            items.add(item);
            rows += item.rows().size();
            last = item.last();
        }
        if (items.isEmpty() && unreadable != null) {
            throw unreadable;
        }
        return items.isEmpty() ? null : new Chunk<>(items, last, file.read());
    }

    private static boolean isOnceAChunk(ImportItem<?> item) {
        return item.value() instanceof ImportedOrder || item.value() instanceof ImportedPoints;
    }

    private ImportItem<T> next() {
        if (ahead != null) {
            ImportItem<T> item = ahead;
            ahead = null;
            return item;
        }
        while (!ended) {
            CsvRow row = read();
            Optional<ImportItem<T>> item;
            if (row == null) {
                ended = true;
                item = reader.end();
            } else if (row.n() <= done) {
                continue;
            } else {
                item = reader.next(row);
            }
            if (item.isPresent()) {
                return file.isCutOff() && row == null
                                || file.isCutOff() && item.get().last() == row.n()
                        ? cutOff(item.get())
                        : item.get();
            }
        }
        return null;
    }

    private CsvRow read() {
        try {
            return file.next();
        } catch (FileRefused e) {
            unreadable = e;
            return null;
        }
    }

    private static <T> ImportItem<T> cutOff(ImportItem<T> item) {
        CsvRow row = item.rows().get(item.rows().size() - 1);
        List<ImportItem.FaultAt> faults = new ArrayList<>(item.faults());
        faults.add(new ImportItem.FaultAt(
                row, RowFault.ofRow("Complete the row: the file ends within its quotes, so that it may be cut off.")));
        return new ImportItem<>(item.rows(), item.key(), null, faults, item.customerId(), item.contact());
    }
}
