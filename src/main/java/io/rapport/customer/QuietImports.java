package io.rapport.customer;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Imports that were brought in with a day from which news begins: what the passing of days alone changes about their
 * customers before that day (tier, stage, lapse, segments) is recorded and raises nothing (docs/adr/0129).
 */
public final class QuietImports {

    private final JdbcClient jdbc;

    /** @param jdbc whose statements take part in the caller's transaction */
    public QuietImports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes an import, before its rows are taken.
     *
     * @param importId its number
     * @param newsFrom the first day of the shop of which changes are news again
     */
    public void add(long importId, LocalDate newsFrom) {
        jdbc.sql("insert into rapport.quiet_import (import_id, news_from) values (:import, :from)")
                .param("import", importId)
                .param("from", newsFrom)
                .update();
    }

    /**
     * @param customerIds bare ids
     * @param today the day of the shop
     * @return those of them whose profile, or one of whose orders, such an import was the last to bring in
     */
    Set<String> among(Collection<String> customerIds, LocalDate today) {
        if (customerIds.isEmpty()) {
            return Set.of();
        }
        List<Long> imports = jdbc.sql("select import_id from rapport.quiet_import where news_from > :today")
                .param("today", today)
                .query(Long.class)
                .list();
        if (imports.isEmpty()) {
            return Set.of();
        }
        return jdbc.sql(
                        """
                select c.id from rapport.customer c
                where c.id = any(:ids)
                  and (c.import_id = any(:imports)
                       or exists (select from rapport.customer_order o
                                  where o.customer_id = c.id and o.import_id = any(:imports)))""")
                .param("ids", customerIds.toArray(String[]::new))
                .param("imports", imports.toArray(Long[]::new))
                .query(String.class)
                .set();
    }
}
