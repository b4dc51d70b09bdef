package io.rapport.loyalty;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A code that somebody typed, in a body: unlike a path it takes any text, and stands in no log of what is between.
 *
 * @param code the text
 */
@Schema(name = "TypedCode")
record TypedCode(
        @Schema(
                        description = "As the customer types it: any text. Small letters, full-width ones, blanks and"
                                + " kinds of dashes do not matter",
                        example = "tea7kq4mx2",
                        requiredMode = Schema.RequiredMode.REQUIRED)
                String code) {}
