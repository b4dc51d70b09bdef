package io.rapport.endtoend;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send without a pause worth the name, each for customers of its own and in order, to whichever node; without
 * an answer they send the same again. They keep a log of what was accepted.
 */
final class ChaosLoad implements AutoCloseable {

    private static final int CLIENTS = 3;

    /** A client's customers at a time; after {@link #EVENTS_A_CUSTOMER} it goes on with new ones. */
    private static final int CUSTOMERS = 40;

    private static final int EVENTS_A_CUSTOMER = 60;

    /** Longest pause between two events of one client, so that a run is bounded: all send some 30 a second. */
    private static final int PAUSE_MILLIS = 180;

    private static final long AGAIN_MILLIS = 200;

    private final String prefix;
    private final List<RapportProcess> nodes;
    private final ConcurrentMap<String, String> accepted = new ConcurrentHashMap<>();
    private final Map<RapportProcess, AtomicInteger> acceptedBy = new HashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean running = true;

    /**
     * Begins to send.
     *
     * @param prefix of all customers' ids, letters only
     * @param nodes where to
     */
    ChaosLoad(String prefix, List<RapportProcess> nodes) {
        this.prefix = prefix;
        this.nodes = nodes;
        nodes.forEach(node -> acceptedBy.put(node, new AtomicInteger()));
        for (int c = 0; c < CLIENTS; c++) {
            int client = c;
            Thread thread = new Thread(() -> send(client), "client-" + c);
            clients.add(thread);
            thread.start();
        }
    }

    /** @return the events that were answered with 202, with their customers */
    Map<String, String> accepted() {
        return accepted;
    }

    /** Waits until each node has accepted some more. */
    void awaitMoreAccepted(Duration patience) {
        for (RapportProcess node : nodes) {
            int before = acceptedBy.get(node).get();
            node.await(
                    "events are accepted", patience, () -> acceptedBy.get(node).get() > before + 2);
        }
    }

    /** Stops sending; what was under way is answered. */
    void stop() {
        running = false;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void send(int client) {
        Random random = new Random(client);
        for (int n = 0; running; n++) {
            // so many events of each of some customers in turn, then others
            int generation = n / (CUSTOMERS * EVENTS_A_CUSTOMER);
            int number = n / CUSTOMERS % EVENTS_A_CUSTOMER;
            String customer = prefix + client + "-" + (generation * CUSTOMERS + n % CUSTOMERS);
            String id = customer + "-" + number;
            String event =
                    switch (number == 0 ? 0 : 1 + number % 3) {
                        case 0 -> registered(id, customer);
                        case 2 -> order(id, customer, id);
                        default -> event(id, "customer.updated", customer, "{\"attributes\":{\"n\":" + number + "}}");
                    };
            while (running && !accepted(event, id, customer, nodes.get(random.nextInt(nodes.size())))) {
                pause(AGAIN_MILLIS);
            }
            pause(random.nextInt(PAUSE_MILLIS));
        }
    }

    private boolean accepted(String event, String id, String customer, RapportProcess node) {
        try {
            if (node.event(event) == 202) {
                accepted.put(id, customer);
                acceptedBy.get(node).incrementAndGet();
                return true;
            }
        } catch (UncheckedIOException nodeIsAway) {
            // nobody knows whether it was taken: the same again, to whichever node
        }
        return false;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String registered(String id, String customer) {
        return event(
                id,
                "customer.registered",
                customer,
                "{\"firstName\":\"A\",\"lastName\":\"B\",\"email\":\"" + customer
                        + "@example.com\",\"locale\":\"en\",\"timeZone\":\"UTC\"}");
    }

    static String order(String id, String customer, String orderId) {
        return event(
                id,
                "order.placed",
                customer,
                "{\"orderId\":\"" + orderId
                        + "\",\"currency\":\"EUR\",\"total\":10,\"items\":[{\"sku\":\"s\",\"name\":\"n\",\"quantity\":1,\"price\":10}]}");
    }

    static String event(String id, String type, String customer, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"urn:chaos\",\"type\":\"" + type
                + "\",\"subject\":\"customer:" + customer + "\",\"data\":" + data + "}";
    }
}
