package io.rapport.app.demo;

import io.rapport.calendar.FestivalDay;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * When in the year much or little is bought. The figures are judgement, as somebody sets them who runs such a shop; what is
 * published lies near: retailers make about a fifth of their year in November and December, those who live from presents more
 * (the yearly holiday figures of the National Retail Federation); in China the weeks before Spring Festival and Mid-Autumn are
 * those of presents, parcels rest over Spring Festival, and 11 November and 18 June are the days of online trade. In Europe and
 * America August is the weakest month. Within the week, Sunday evening and Monday are strong, and Saturday is weak.
 */
final class ShopSeason {

    /** Where a customer lives, as far as it matters for presents and holidays. */
    enum Region {
        WEST,
        CHINA;

        private static final Set<String> CHINESE =
                Set.of("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore");

        static Region of(ZoneId zone) {
            return CHINESE.contains(zone.getId()) ? CHINA : WEST;
        }
    }

    /** By month, January first; December is counted by its days. */
    private static final double[] WEST_MONTHS = {.95, .92, .95, .90, .85, .80, .72, .58, .92, 1.05, 1.35, 1};

    private static final double[] CHINA_MONTHS = {1, .95, 1, 1.15, .95, .95, .85, .78, 1, .95, 1.05, 1.05};

    private static final Map<DayOfWeek, Double> WEST_WEEK = Map.of(
            DayOfWeek.MONDAY, 1.12,
            DayOfWeek.TUESDAY, 1.06,
            DayOfWeek.WEDNESDAY, 1.02,
            DayOfWeek.THURSDAY, 1.0,
            DayOfWeek.FRIDAY, .92,
            DayOfWeek.SATURDAY, .82,
            DayOfWeek.SUNDAY, 1.06);

    private static final FestivalDay SPRING_FESTIVAL = new FestivalDay(true, 1, 1);
    private static final FestivalDay MID_AUTUMN = new FestivalDay(true, 8, 15);

    /** So far from a festival nothing is felt of it. */
    private static final int REACH = 30;

    private final LocalDate first;

    /** What is bought before the day of the index, in average days. */
    private final double[] before;

    private final BitSet presents;

    private ShopSeason(LocalDate first, double[] before, BitSet presents) {
        this.first = first;
        this.before = before;
        this.presents = presents;
    }

    /**
     * @param region where the customers are
     * @param first the first day that is asked for
     * @param days how many
     */
    static ShopSeason of(Region region, LocalDate first, int days) {
        return of(region, first, days, days);
    }

    /**
     * @param region where the customers are
     * @param first the first day that is asked for
     * @param days how many
     * @param measured of how many, from the first on, the average day is: the same however many more are asked for
     */
    static ShopSeason of(Region region, LocalDate first, int days, int measured) {
        TreeSet<LocalDate> springs = festivals(SPRING_FESTIVAL, EnumSet.of(Month.JANUARY, Month.FEBRUARY), first, days);
        TreeSet<LocalDate> autumns = festivals(MID_AUTUMN, EnumSet.of(Month.SEPTEMBER, Month.OCTOBER), first, days);
        double[] sums = new double[days + 1];
        BitSet presents = new BitSet(days);
        for (int i = 0; i < days; i++) {
            LocalDate day = first.plusDays(i);
            int fromSpring = distance(springs, day);
            int fromAutumn = distance(autumns, day);
            boolean west = region == Region.WEST;
            sums[i + 1] = sums[i] + (west ? west(day) : china(day, fromSpring, fromAutumn));
            presents.set(
                    i,
                    west
                            ? isBeforeChristmas(day)
                            : isBeforeSpringFestival(fromSpring) || isBeforeMidAutumn(fromAutumn));
        }
        double mean = sums[measured] / measured;
        for (int i = 0; i <= days; i++) {
            sums[i] /= mean;
        }
        return new ShopSeason(first, sums, presents);
    }

    /**
     * @param day one of those asked for
     * @return what is bought before it, in average days
     */
    double before(LocalDate day) {
        return before[Math.toIntExact(ChronoUnit.DAYS.between(first, day))];
    }

    /**
     * @param bought in average days
     * @return the day on which it is reached; one behind the last if it never is
     */
    LocalDate day(double bought) {
        int low = 0;
        int high = before.length - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (before[middle] <= bought) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return first.plusDays(low);
    }

    /**
     * @param day one of those asked for
     * @return whether it is one of the weeks in which presents are bought
     */
    boolean isForPresents(LocalDate day) {
        return presents.get(Math.toIntExact(ChronoUnit.DAYS.between(first, day)));
    }

    private static boolean isBeforeChristmas(LocalDate day) {
        return day.getMonth() == Month.NOVEMBER && day.getDayOfMonth() >= 20
                || day.getMonth() == Month.DECEMBER && day.getDayOfMonth() <= 22;
    }

    private static boolean isBeforeSpringFestival(int distance) {
        return isWithin(distance, -21, -4);
    }

    private static boolean isBeforeMidAutumn(int distance) {
        return isWithin(distance, -18, -3);
    }

    private static double west(LocalDate day) {
        double weight = WEST_MONTHS[day.getMonthValue() - 1];
        int number = day.getDayOfMonth();
        if (day.getMonth() == Month.DECEMBER) {
            // what is ordered later does not arrive in time
            weight = number <= 19 ? 2.3 : number <= 23 ? 1.1 : number <= 26 ? .25 : .6;
        } else if (day.getMonth() == Month.NOVEMBER && isBlackFriday(day)) {
            weight = 2.2;
        } else if (day.getMonth() == Month.JANUARY && number <= 6) {
            weight = .7;
        }
        return weight * WEST_WEEK.get(day.getDayOfWeek());
    }

    /** From Black Friday to the Monday after it. */
    private static boolean isBlackFriday(LocalDate day) {
        LocalDate friday = day.with(TemporalAdjusters.dayOfWeekInMonth(4, DayOfWeek.THURSDAY))
                .plusDays(1);
        return !day.isBefore(friday) && day.isBefore(friday.plusDays(4));
    }

    private static double china(LocalDate day, int fromSpring, int fromAutumn) {
        double weight = CHINA_MONTHS[day.getMonthValue() - 1];
        if (isBeforeSpringFestival(fromSpring)) {
            weight = 2.1;
        } else if (isWithin(fromSpring, -3, 7)) {
            weight = .25;
        } else if (isBeforeMidAutumn(fromAutumn)) {
            weight = 1.9;
        } else if (day.getMonth() == Month.NOVEMBER && day.getDayOfMonth() <= 11) {
            weight = day.getDayOfMonth() == 11 ? 3 : 1.3;
        } else if (day.getMonth() == Month.JUNE && isWithin(day.getDayOfMonth(), 16, 18)) {
            weight = 1.7;
        }
        return weight * (day.getDayOfWeek() == DayOfWeek.SUNDAY ? 1.04 : 1);
    }

    private static boolean isWithin(int number, int from, int to) {
        return number >= from && number <= to;
    }

    /** @param months in which the festival may be, by the common calendar: asking for the day of the moon takes its time */
    private static TreeSet<LocalDate> festivals(FestivalDay festival, Set<Month> months, LocalDate first, int days) {
        TreeSet<LocalDate> found = new TreeSet<>();
        for (int i = -REACH; i < days + REACH; i++) {
            if (months.contains(first.plusDays(i).getMonth()) && festival.isOn(first.plusDays(i))) {
                found.add(first.plusDays(i));
            }
        }
        return found;
    }

    /** @return days since the nearest festival, below zero before it */
    private static int distance(TreeSet<LocalDate> festivals, LocalDate day) {
        return festivals.stream()
                .map(festival -> Math.toIntExact(ChronoUnit.DAYS.between(festival, day)))
                .min((one, other) -> Integer.compare(Math.abs(one), Math.abs(other)))
                .orElse(Integer.MAX_VALUE);
    }
}
