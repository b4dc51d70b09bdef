package io.rapport.lifecycle;

import java.util.Optional;

/** Knows the tables that are in force. The room of journeys does, which has the engine that they are deployed to. */
public interface RelationshipTables {

    /** @return the tables; empty where one is not deployed, and then everybody stays as they are */
    Optional<CurrentTables> current();
}
