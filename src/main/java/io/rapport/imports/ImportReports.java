package io.rapport.imports;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What became of the files that all systems and the command have brought in, for operators. What was left out is counted and
 * placed; the rows themselves, which are customers' data, are the sender's alone.
 */
@Component
public final class ImportReports {

    private final ImportJobs jobs;

    ImportReports(JdbcClient jdbc) {
        this.jobs = new ImportJobs(jdbc);
    }

    /** @return the newest first, a hundred at the most, without their faults */
    public List<ImportJob> newest() {
        return jobs.newest(ImportsController.MOST_LISTED);
    }

    /**
     * @param id as somebody typed it
     * @return the import with the first of its faults; empty if there is none of this id
     */
    public Optional<ImportJob> find(String id) {
        return jobs.find(id);
    }
}
