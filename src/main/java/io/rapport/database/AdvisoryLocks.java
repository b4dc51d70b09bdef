package io.rapport.database;

/**
 * The advisory locks of Rapport, all of them. Each is PostgreSQL's form with two numbers: the first says what the lock is
 * for and stands here, the second distinguishes what it is taken for. The first ones begin with "rap", so that
 * another application in the same database hardly takes one of them.
 */
public final class AdvisoryLocks {

    /** Second number of a lock that there is one of. */
    public static final int ONLY_ONE = 0;

    /** Held over the migrations by the node that starts first (session). One for the database. */
    public static final int MIGRATIONS = 0x7261_7001;

    /** One node at a time writes what the engine's identity tables have no constraint for (transaction). One for the database. */
    public static final int STAFF_DIRECTORY = 0x7261_7002;

    /** Held while events, timers and tasks of customers change anything (transaction). Second number: the partition. */
    public static final int PARTITIONS = 0x7261_7003;

    /** One node at a time reads the mailbox of bounces (session, as the network is asked meanwhile). One for the database. */
    public static final int BOUNCE_MAILBOX = 0x7261_7004;

    /** Messages that count towards a customer's caps are let go one after the other (transaction). Second: hash of the customer. */
    public static final int CUSTOMER_CAPS = 0x7261_7005;

    /** One node at a time deletes what is kept no longer (transaction, for each batch). Second: number of the job. */
    public static final int RETENTION = 0x7261_7006;

    /**
     * Shared by each unit of work that a release decides about, and held alone by the switch to another one (transaction), so
     * that each unit is done under one release. One for the database.
     */
    public static final int RELEASE = 0x7261_7007;

    /**
     * One worker at a time tries to bring an event to a journey, until the outcome of the try is noted (transaction). Second
     * number: hash of the delivery's.
     */
    public static final int DELIVERIES = 0x7261_7008;

    /** One batch of changed customers at a time is evaluated (transaction). One for the database. */
    public static final int CUSTOMER_CHANGES = 0x7261_7060;

    /** One node at a time fits models of value and scores all customers by them (transaction, for each step). One for the database. */
    public static final int VALUE_RUN = 0x7261_7061;

    /** One file at a time is brought in (session, as it is many transactions). One for the database. */
    public static final int IMPORTS = 0x7261_7050;

    private AdvisoryLocks() {}
}
