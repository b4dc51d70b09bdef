package io.rapport.calendar;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * In which country somebody is, as far as it is known: Java knows of no time zone what country it is in, so the zones
 * of the countries whose holidays are known stand here.
 */
public final class Countries {

    private static final Map<String, String> BY_ZONE = byZone();

    private Countries() {}

    /**
     * Returns the country: where the customer's clock is, or else what the language is of.
     *
     * @param locale such as {@code en-GB}; null for unknown
     * @param zone such as {@code Europe/London}; null for unknown
     * @return ISO 3166 code; null if neither is known
     */
    public static String of(Locale locale, ZoneId zone) {
        String there = zone == null ? null : BY_ZONE.get(zone.getId());
        if (there != null) {
            return there;
        }
        String region = locale == null ? "" : locale.getCountry();
        return region.length() == 2 ? region : null;
    }

    /** @return all zones that are known here, with their countries */
    static Map<String, String> zones() {
        return BY_ZONE;
    }

    private static Map<String, String> byZone() {
        Map<String, String> zones = new HashMap<>();
        add(zones, "Asia/", "CN Shanghai Urumqi Chongqing Harbin", "HK Hong_Kong", "JP Tokyo", "SG Singapore");
        add(zones, "Asia/", "IN Kolkata Calcutta", "AE Dubai", "SA Riyadh", "TR Istanbul", "CY Nicosia");
        add(zones, "Asia/", "KZ Almaty Aqtau Aqtobe Atyrau Oral Qostanay Qyzylorda", "GE Tbilisi", "AM Yerevan");
        add(
                zones,
                "Asia/",
                "RU Yekaterinburg Omsk Novosibirsk Barnaul Tomsk Novokuznetsk Krasnoyarsk Irkutsk Chita Yakutsk"
                        + " Vladivostok Sakhalin Magadan Srednekolymsk Kamchatka Anadyr");
        add(zones, "Europe/", "GB London Belfast", "IE Dublin", "FR Paris", "DE Berlin Busingen", "NL Amsterdam");
        add(zones, "Europe/", "BE Brussels", "LU Luxembourg", "CH Zurich", "AT Vienna", "IT Rome", "ES Madrid");
        add(zones, "Europe/", "PT Lisbon", "DK Copenhagen", "SE Stockholm", "NO Oslo", "FI Helsinki", "PL Warsaw");
        add(zones, "Europe/", "CZ Prague", "SK Bratislava", "HU Budapest", "RO Bucharest", "BG Sofia", "GR Athens");
        add(zones, "Europe/", "HR Zagreb", "SI Ljubljana", "RS Belgrade", "BA Sarajevo", "ME Podgorica", "MK Skopje");
        add(zones, "Europe/", "AL Tirane", "EE Tallinn", "LV Riga", "LT Vilnius", "UA Kyiv Kiev", "BY Minsk");
        add(zones, "Europe/", "MD Chisinau", "RU Moscow Kaliningrad Samara Volgograd Saratov", "TR Istanbul");
        add(zones, "Europe/", "MT Malta", "AD Andorra", "MC Monaco", "SM San_Marino", "LI Vaduz", "GI Gibraltar");
        add(zones, "Atlantic/", "IS Reykjavik", "ES Canary", "PT Madeira Azores", "BM Bermuda");
        add(
                zones,
                "America/",
                "US New_York Chicago Denver Los_Angeles Phoenix Anchorage Detroit Boise Indianapolis Juneau Sitka Nome"
                        + " Indiana/Indianapolis Kentucky/Louisville",
                "CA Toronto Vancouver Montreal Edmonton Winnipeg Halifax Regina St_Johns Moncton",
                "MX Mexico_City Monterrey Tijuana Cancun Merida Chihuahua Hermosillo Mazatlan",
                "BR Sao_Paulo Rio_Branco Manaus Bahia Fortaleza Recife Belem Cuiaba Campo_Grande Porto_Velho",
                "AR Buenos_Aires Argentina/Buenos_Aires Argentina/Cordoba Argentina/Mendoza",
                "CL Santiago Punta_Arenas",
                "CO Bogota",
                "PE Lima",
                "VE Caracas",
                "UY Montevideo",
                "PY Asuncion",
                "BO La_Paz",
                "EC Guayaquil",
                "CR Costa_Rica",
                "PA Panama",
                "NI Managua",
                "CU Havana");
        add(zones, "Pacific/", "US Honolulu", "NZ Auckland Chatham", "EC Galapagos", "CL Easter");
        add(
                zones,
                "Australia/",
                "AU Sydney Melbourne Brisbane Perth Adelaide Hobart Darwin Canberra Lord_Howe Broken_Hill Eucla");
        add(zones, "Africa/", "ZA Johannesburg", "EG Cairo", "MA Casablanca", "NG Lagos", "ET Addis_Ababa");
        add(zones, "Africa/", "ES Ceuta");
        add(zones, "Indian/", "MU Mauritius");
        return Map.copyOf(zones);
    }

    private static void add(Map<String, String> zones, String area, String... countries) {
        for (String line : countries) {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                zones.put(area + words[i], words[0]);
            }
        }
    }
}
