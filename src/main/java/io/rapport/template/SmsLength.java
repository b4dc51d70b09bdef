package io.rapport.template;

/**
 * What a text costs as an SMS. A text of the GSM 7-bit alphabet has 160 places, or 153 in each part of a longer one; one
 * other character makes all of it UCS-2, with 70 and 67 places (3GPP TS 23.038 and 23.040). A character of the alphabet's
 * extension takes two places, as does one beyond the Basic Multilingual Plane, and neither is cut in two.
 *
 * @param encoding the alphabet that the text needs
 * @param places   places it takes of that alphabet
 * @param segments parts that it is sent, and paid, in; 0 for an empty text
 */
public record SmsLength(Encoding encoding, int places, int segments) {

    /** The alphabets of SMS. */
    public enum Encoding {
        /** Seven bits a place: Western European letters and Greek capitals. */
        GSM_7(160, 153),
        /** Sixteen bits a place: everything else, Chinese and emoji among it. */
        UCS_2(70, 67);

        private final int alone;
        private final int inParts;

        Encoding(int alone, int inParts) {
            this.alone = alone;
            this.inParts = inParts;
        }
    }

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String EXTENSION = "^{}\\[~]|€\f";

    /** @return the length of a text as it would be sent */
    public static SmsLength of(String text) {
        boolean gsm = text.chars().allMatch(c -> BASIC.indexOf(c) >= 0 || EXTENSION.indexOf(c) >= 0);
        Encoding encoding = gsm ? Encoding.GSM_7 : Encoding.UCS_2;
        int places = text.codePoints().map(c -> places(c, encoding)).sum();
        if (places <= encoding.alone) {
            return new SmsLength(encoding, places, places == 0 ? 0 : 1);
        }
        int segments = 1;
        int taken = 0;
        for (int character : (Iterable<Integer>) text.codePoints()::iterator) {
            int wanted = places(character, encoding);
            if (taken + wanted > encoding.inParts) {
                segments++;
                taken = 0;
            }
            taken += wanted;
        }
        return new SmsLength(encoding, places, segments);
    }

    private static int places(int character, Encoding encoding) {
        return encoding == Encoding.GSM_7 ? EXTENSION.indexOf(character) >= 0 ? 2 : 1 : Character.charCount(character);
    }
}
