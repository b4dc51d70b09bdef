-- Pieces of names are cut at each registration: names without a Chinese or Japanese character, word by word.

-- Without `strict` it becomes a part of the expression that asks, instead of a call.
create or replace function rapport.is_ideograph(text) returns boolean
    language sql immutable parallel safe as
$$
    select $1 <> '' and (ascii($1) between 11904 and 40959 or ascii($1) between 63744 and 64255
                         or ascii($1) between 131072 and 262143)
$$;

create or replace function rapport.search_grams(name text) returns text[]
    language plpgsql immutable parallel safe as
$$
declare
    grams text[] := '{}';
    word text;
    gram text;
    one text := ' ';
    two text;
    three text;
    one_ideograph boolean := false;
    two_ideograph boolean;
    three_ideograph boolean;
    begins boolean;
begin
    if name !~ '[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]' then
        foreach word in array string_to_array(substr(name, 2), ' ') loop
            continue when word = '';
            gram := ' ' || left(word, 1);
            if gram <> all (grams) then
                grams := grams || gram;
            end if;
            continue when length(word) = 1;
            gram := ' ' || left(word, 2);
            if gram <> all (grams) then
                grams := grams || gram;
            end if;
            for i in 1 .. length(word) - 2 loop
                gram := substr(word, i, 3);
                if gram <> all (grams) then
                    grams := grams || gram;
                end if;
            end loop;
        end loop;
        return grams;
    end if;
    two := substr(name, 2, 1);
    three := substr(name, 3, 1);
    two_ideograph := rapport.is_ideograph(two);
    three_ideograph := rapport.is_ideograph(three);
    for i in 2 .. length(name) loop
        begins := one = ' ';
        one := two;
        two := three;
        three := substr(name, i + 2, 1);
        one_ideograph := two_ideograph;
        two_ideograph := three_ideograph;
        three_ideograph := rapport.is_ideograph(three);
        if one = ' ' then
            continue;
        elsif one_ideograph then
            grams := grams || one;
            if two_ideograph then
                grams := grams || (one || two);
            end if;
        else
            if begins then
                grams := grams || (' ' || one);
            end if;
            if two not in ('', ' ') and not two_ideograph then
                if begins then
                    grams := grams || (' ' || one || two);
                end if;
                if three not in ('', ' ') and not three_ideograph then
                    grams := grams || (one || two || three);
                end if;
            end if;
        end if;
    end loop;
    return array(select distinct g from unnest(grams) g);
end
$$;
