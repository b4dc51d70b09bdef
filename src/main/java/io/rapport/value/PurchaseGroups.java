package io.rapport.value;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Histories of purchases, each with how many customers have it. Terms that go by the number of purchases alone are computed
 * once for each number that occurs. Times are in weeks.
 */
final class PurchaseGroups {

    private static final double DAYS_A_WEEK = 7;

    private int size;
    private int[] repeats = new int[1024];
    private int[] recencyDays = new int[1024];
    private int[] ageDays = new int[1024];
    private int[] customers = new int[1024];
    private int[] later = new int[1024];
    private int[] slots = new int[1024];
    private final Map<Integer, Integer> slotOf = new HashMap<>();
    private int[] distinct = new int[64];

    /**
     * Adds customers who bought alike.
     *
     * @param repeated days of purchase after the first
     * @param recency days from the first to the last purchase
     * @param age days since the first purchase
     * @param count how many customers they are
     * @param bought how many purchases they made together in the time behind
     */
    void add(int repeated, int recency, int age, int count, int bought) {
        if (size == repeats.length) {
            int more = size * 2;
            repeats = Arrays.copyOf(repeats, more);
            recencyDays = Arrays.copyOf(recencyDays, more);
            ageDays = Arrays.copyOf(ageDays, more);
            customers = Arrays.copyOf(customers, more);
            later = Arrays.copyOf(later, more);
            slots = Arrays.copyOf(slots, more);
        }
        repeats[size] = repeated;
        recencyDays[size] = recency;
        ageDays[size] = age;
        customers[size] = count;
        later[size] = bought;
        slots[size] = slotOf.computeIfAbsent(repeated, this::newSlot);
        size++;
    }

    private int newSlot(int repeated) {
        int slot = slotOf.size();
        if (slot == distinct.length) {
            distinct = Arrays.copyOf(distinct, slot * 2);
        }
        distinct[slot] = repeated;
        return slot;
    }

    int size() {
        return size;
    }

    int repeats(int group) {
        return repeats[group];
    }

    double recency(int group) {
        return recencyDays[group] / DAYS_A_WEEK;
    }

    double age(int group) {
        return ageDays[group] / DAYS_A_WEEK;
    }

    int ageDays(int group) {
        return ageDays[group];
    }

    int customers(int group) {
        return customers[group];
    }

    int later(int group) {
        return later[group];
    }

    int slot(int group) {
        return slots[group];
    }

    int distinctRepeats() {
        return slotOf.size();
    }

    int distinctRepeats(int slot) {
        return distinct[slot];
    }

    /** @return customers in all */
    long allCustomers() {
        long all = 0;
        for (int i = 0; i < size; i++) {
            all += customers[i];
        }
        return all;
    }

    /** @return customers who bought on a second day */
    long allRepeaters() {
        long all = 0;
        for (int i = 0; i < size; i++) {
            all += repeats[i] > 0 ? customers[i] : 0;
        }
        return all;
    }

    /** @return purchases after the first ones */
    long allRepeats() {
        long all = 0;
        for (int i = 0; i < size; i++) {
            all += (long) repeats[i] * customers[i];
        }
        return all;
    }

    /**
     * @param youngest days since the first purchase, at least
     * @param oldest days since the first purchase, at most
     * @return the histories of those ages
     */
    PurchaseGroups ofAge(int youngest, int oldest) {
        PurchaseGroups some = new PurchaseGroups();
        for (int i = 0; i < size; i++) {
            if (ageDays[i] >= youngest && ageDays[i] <= oldest) {
                some.add(repeats[i], recencyDays[i], ageDays[i], customers[i], later[i]);
            }
        }
        return some;
    }
}
