package io.rapport.imports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A file that is brought in, and how far it has come. Rows are counted as records of the file; what was taken, was known
 * already or was left out is counted as what the file is about: an order is one, however many rows it has.
 *
 * @param id by which it is asked for
 * @param kind such as {@code orders}
 * @param state {@code waiting}, {@code running}, {@code done}, {@code failed}, or {@code interrupted}: the node that held the
 *     file is gone, send it again
 * @param dryRun whether it only says what would come of the file
 * @param newsFrom from which day on it is news what days change about its customers; not there: at once
 * @param sender the system that sent it
 * @param bytes size of the file
 * @param bytesRead how much of it was read
 * @param rows records that were read
 * @param taken what changed anything
 * @param unchanged what said nothing new
 * @param leftOut what has a fault
 * @param customersMade how many customers nobody knew: rows of orders, consents or points made them by the id that they name
 * @param unknownNames how many consents are of a topic that no message has, and entries of points of a lot that was not
 *     known: they are taken, and may be typing mistakes
 * @param charset in which the file is written, as it was stated or found
 * @param detail why it failed, or what to do
 * @param faults the first of them; the file of faults has all, with the rows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportJob(
        long id,
        String kind,
        String state,
        boolean dryRun,
        LocalDate newsFrom,
        String sender,
        long bytes,
        long bytesRead,
        long rows,
        long taken,
        long unchanged,
        long leftOut,
        long customersMade,
        long unknownNames,
        String charset,
        String separator,
        String detail,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt,
        List<RowReport> faults) {

    /**
     * A row that was left out.
     *
     * @param line of the file in which it begins
     * @param column what is wrong; {@code null}: the row as a whole
     * @param value what stands there; over HTTP the file of faults alone says it, since it may be personal
     * @param fix what to do; where several things are wrong with the row, a line each that begins with its column
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RowReport(long line, String column, @JsonIgnore String value, String fix) {}

    /** @return whether nothing more will come of it */
    public boolean isOver() {
        return !state.equals("waiting") && !state.equals("running");
    }

    ImportJob with(List<RowReport> some) {
        return new ImportJob(
                id,
                kind,
                state,
                dryRun,
                newsFrom,
                sender,
                bytes,
                bytesRead,
                rows,
                taken,
                unchanged,
                leftOut,
                customersMade,
                unknownNames,
                charset,
                separator,
                detail,
                createdAt,
                startedAt,
                endedAt,
                some);
    }
}
