package io.rapport.value;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The customers of CDNOW who first bought in the first quarter of 1997, one in ten of them, until June 1998: the data on which
 * these models were published. The file is the authors' (brucehardie.com/datasets), and is not part of this project:
 * {@code -Dcdnow=<file>} names it.
 */
public final class Cdnow {

    static final LocalDate CUT = LocalDate.of(1997, 9, 30);
    static final int HOLDOUT_WEEKS = 39;

    private static final Path FILE = Path.of(System.getProperty("cdnow", "../shared/data/cdnow/CDNOW_sample.txt"));

    /** By customer the days with what was spent. */
    private final Map<String, TreeMap<LocalDate, BigDecimal>> customers;

    private Cdnow(Map<String, TreeMap<LocalDate, BigDecimal>> customers) {
        this.customers = customers;
    }

    /** Reads the file; a test without it is skipped. */
    public static Cdnow read() {
        assumeTrue(Files.exists(FILE), "the sample of CDNOW is not at " + FILE + "; name it by -Dcdnow=<file>");
        Map<String, TreeMap<LocalDate, BigDecimal>> customers = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(FILE)) {
                String[] cells = line.strip().split("\\s+");
                customers
                        .computeIfAbsent(cells[1], any -> new TreeMap<>())
                        .merge(
                                LocalDate.parse(cells[2], DateTimeFormatter.BASIC_ISO_DATE),
                                new BigDecimal(cells[4]),
                                BigDecimal::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cdnow(customers);
    }

    /** @return models fitted until the end of September 1997 and checked on the 39 weeks behind it */
    public ValueFit fit() {
        LocalDate since = customers.values().stream()
                .map(TreeMap::firstKey)
                .min(LocalDate::compareTo)
                .orElseThrow();
        LocalDate until = CUT.plusWeeks(HOLDOUT_WEEKS);
        int weeks = (int) ChronoUnit.WEEKS.between(since, until);
        FitData data = new FitData(since, CUT, until, groups(), groups(until), spending(), actualByWeek(weeks));
        return ValueFitting.all(data, null).orElseThrow();
    }

    /** @return histories until the end of September 1997, with the purchases of the 39 weeks behind it */
    PurchaseGroups groups() {
        return groups(CUT);
    }

    private PurchaseGroups groups(LocalDate until) {
        PurchaseGroups groups = new PurchaseGroups();
        customers.values().forEach(days -> {
            List<LocalDate> before = List.copyOf(days.headMap(until, true).keySet());
            LocalDate first = before.get(0);
            groups.add(
                    before.size() - 1,
                    (int) ChronoUnit.DAYS.between(first, before.get(before.size() - 1)),
                    (int) ChronoUnit.DAYS.between(first, until),
                    1,
                    days.tailMap(until, false).size());
        });
        return groups;
    }

    /** @return what repeat purchases until the end of September 1997 came to */
    SpendingHistories spending() {
        SpendingHistories spending = new SpendingHistories();
        customers.values().forEach(days -> {
            List<Double> repeats = days.headMap(CUT, true).values().stream()
                    .skip(1)
                    .map(BigDecimal::doubleValue)
                    .toList();
            double mean = repeats.stream().mapToDouble(one -> one).average().orElse(0);
            if (mean > 0) {
                spending.add(repeats.size(), mean);
            }
        });
        return spending;
    }

    /** @return repeat purchases within each week since the first purchase of all */
    long[] actualByWeek(int weeks) {
        LocalDate origin = customers.values().stream()
                .map(TreeMap::firstKey)
                .min(LocalDate::compareTo)
                .orElseThrow();
        long[] actual = new long[weeks];
        customers.values().forEach(days -> days.keySet().stream().skip(1).forEach(day -> {
            int week = (int) ((ChronoUnit.DAYS.between(origin, day) - 1) / 7);
            if (week < weeks) {
                actual[week]++;
            }
        }));
        return actual;
    }
}
