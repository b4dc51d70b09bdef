package io.rapport.desk;

import java.util.Optional;

/** Knows by which number people know what a task is about, where that is another than the id of the sending system. */
public interface TaskNumbers {

    /**
     * @param businessKey what the journey is about, such as {@code complaint:C77}
     * @return the number that the customer was given; empty where the id itself is the number
     */
    Optional<String> number(String businessKey);
}
