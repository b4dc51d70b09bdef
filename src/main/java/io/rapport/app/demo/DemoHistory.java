package io.rapport.app.demo;

import io.rapport.imports.ImportJob;
import io.rapport.imports.ImportKind;
import io.rapport.imports.Imports;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponTerms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The customers of the shop's earlier system, with what they bought, allowed and earned in three years, brought in by files, and
 * the coupon codes that its checkout has made, as a shop does that begins with Rapport. Once more changes nothing.
 */
final class DemoHistory {

    private static final Logger log = LoggerFactory.getLogger(DemoHistory.class);

    /** A day before the start, and the time of day where the customer is. */
    private static final Pattern LOCAL = Pattern.compile("\\$local:(-?\\d+)T(\\d\\d:\\d\\d)@([\\w/]+)");

    private static final Pattern DAY = Pattern.compile("\\$day:(-?P[0-9DTHM]+)");

    private static final String POOL = "birthday-15";
    private static final CouponTerms GIFT = CouponTerms.percent(15, Duration.ofDays(30));
    private static final int ALERT_BELOW = 10;
    private static final Duration CODES_END = Duration.ofDays(180);

    /** Customers first, since the others are about them. */
    private static final List<ImportKind> KINDS =
            List.of(ImportKind.CUSTOMERS, ImportKind.ORDERS, ImportKind.CONSENTS, ImportKind.POINTS);

    private final DataSource database;
    private final CouponPools pools;

    DemoHistory(DataSource database, CouponPools pools) {
        this.database = database;
        this.pools = pools;
    }

    /**
     * Brings it in.
     *
     * @param start the moment from which the files count their times
     * @return what came of each file
     */
    List<ImportJob> bringIn(Instant start) throws IOException, SQLException {
        pools.define(POOL, GIFT, ALERT_BELOW);
        pools.add(POOL, text("coupon-codes.txt").lines().toList(), start.plus(CODES_END));
        Path folder = Files.createTempDirectory("rapport-demo");
        try (Connection connection = database.getConnection();
                Imports imports = new Imports(connection)) {
            if (!imports.tryBegin()) {
                log.warn("The demo's history is left out: something else is brought in; start again to have it");
                return List.of();
            }
            List<ImportJob> jobs = new ArrayList<>();
            for (ImportKind kind : KINDS) {
                jobs.add(bringIn(imports, folder, kind, start));
            }
            return jobs;
        } finally {
            Files.delete(folder);
        }
    }

    private static ImportJob bringIn(Imports imports, Path folder, ImportKind kind, Instant start)
            throws IOException, SQLException {
        String name = "history-" + kind.word() + ".csv";
        Path file = Files.writeString(folder.resolve(name), filledIn(name, start));
        try {
            ImportJob job = imports.run(kind, file, null, false, null);
            if (job.leftOut() > 0 || job.detail() != null) {
                log.warn(
                        "Of the demo's {} {} were left out: {}",
                        name,
                        job.leftOut(),
                        job.detail() == null ? job.faults().get(0).fix() : job.detail());
            }
            return job;
        } finally {
            Files.delete(file);
        }
    }

    static String filledIn(String name, Instant start) throws IOException {
        LocalDate today = LocalDate.ofInstant(start, ZoneOffset.UTC);
        String timed = LOCAL.matcher(text(name)).replaceAll(found -> today.plusDays(Long.parseLong(found.group(1)))
                .atTime(LocalTime.parse(found.group(2)))
                .atZone(ZoneId.of(found.group(3)))
                .toInstant()
                .toString());
        return DAY.matcher(timed).replaceAll(found -> start.plus(Duration.parse(found.group(1)))
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString());
    }

    private static String text(String name) throws IOException {
        try (InputStream in = DemoHistory.class.getResourceAsStream("/demo/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
