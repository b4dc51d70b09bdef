package io.rapport.privacy;

import java.util.Map;

/**
 * A kind of personal data.
 *
 * @param name as the register has it, such as {@code complaints}
 * @param title by language, {@code en} and {@code zh}
 * @param why what it serves, by language
 * @param howLong for customers, by language; {@code {keep}} stands for the period of {@code retention}
 * @param retention the setting {@code rapport.retention.…} that says how long; {@code null} where nothing goes by its age
 */
record DataKind(
        String name,
        Map<String, String> title,
        Map<String, String> why,
        Map<String, String> howLong,
        String retention) {}
