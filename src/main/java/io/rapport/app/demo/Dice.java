package io.rapport.app.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SplittableRandom;

/**
 * What chance decides about one of the demo's customers: the same for each start, and of nobody else's chance.
 *
 * @param random of this customer alone
 */
record Dice(SplittableRandom random) {

    /**
     * Orders by the hour of the day, of a thousand, from midnight on. Between 23 and 8 o'clock shops on the web take a tenth of
     * their orders, most of it before midnight and after seven; the evening is strongest. Judgement, near what payment
     * providers publish of orders by the hour.
     */
    private static final int[] HOURS = {
        14, 7, 4, 2, 2, 4, 9, 18, 28, 44, 56, 60, 62, 58, 54, 54, 56, 60, 66, 78, 94, 86, 52, 32
    };

    private static final int OF = 1_000;

    /** @return chance of its own: however often these are asked, the others answer the same */
    Dice split() {
        return new Dice(random.split());
    }

    boolean chance(double of) {
        return random.nextDouble() < of;
    }

    double uniform() {
        return random.nextDouble();
    }

    /** @return 0 to below */
    int below(int bound) {
        return random.nextInt(bound);
    }

    double gaussian() {
        return random.nextGaussian();
    }

    /** @return how long something takes that lasts so long in the mean, however long it has lasted */
    double exponential(double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    /** @return when on a day, where they are, somebody does something in a shop on the web */
    Instant moment(LocalDate day, ZoneId zone) {
        int drawn = random.nextInt(OF);
        int hour = 0;
        while (drawn >= HOURS[hour]) {
            drawn -= HOURS[hour++];
        }
        return day.atTime(hour, 0).atZone(zone).toInstant().plusSeconds(random.nextInt(3_600));
    }
}
