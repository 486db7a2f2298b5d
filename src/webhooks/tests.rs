use super::{sign, verify};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// RFC 4231, 4.2 to 4.8: key, data, HMAC-SHA-256.
fn vectors() -> [(Vec<u8>, Vec<u8>, &'static str); 7] {
    [
        (
            vec![0x0b; 20],
            b"Hi There".to_vec(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            vec![0xaa; 20],
            vec![0xdd; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            (1..=25).collect(),
            vec![0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        // The RFC prints the first half of it; see the test of its own below.
        (
            vec![0x0c; 20],
            b"Test With Truncation".to_vec(),
            "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5",
        ),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            vec![0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to \
              be hashed before being used by the HMAC algorithm."
                .to_vec(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ]
}

const SECRET: &[u8] = b"whsec_test";

#[test]
fn the_vectors_of_rfc_4231_verify_and_are_what_is_signed() {
    for (key, data, tag) in vectors() {
        let signature = format!("sha256={tag}");
        assert!(verify(&data, &signature, &key), "{tag}");
        assert_eq!(sign(&data, &key), signature);
    }
}

#[test]
fn a_truncated_mac_does_not_verify() {
    let (key, data, tag) = &vectors()[4];
    // RFC 4231, 4.6: the MAC cut to 128 bits.
    assert!(tag.starts_with("a3b6167473100ee06e0c796c2955552b"));
    for digits in 0..64 {
        assert!(
            !verify(data, &format!("sha256={}", &tag[..digits]), key),
            "{digits} digits"
        );
    }
}

#[test]
fn hex_digits_count_in_any_case_and_the_prefix_does_not() {
    let body = br#"{"event":"call.ended"}"#;
    let signature = sign(body, SECRET);
    let digits = signature.strip_prefix("sha256=").unwrap();
    assert!(verify(body, &format!("sha256={}", digits.to_uppercase()), SECRET));
    for malformed in [
        digits.to_owned(),
        format!("SHA256={digits}"),
        format!("sha1={digits}"),
        format!("sha256:{digits}"),
        format!("sha256= {digits}"),
        format!(" {signature}"),
    ] {
        assert!(!verify(body, &malformed, SECRET), "{malformed}");
    }
}

#[test]
fn a_signature_of_wrong_length_or_with_other_characters_is_false_and_no_panic() {
    let body = b"{}";
    let signature = sign(body, SECRET);
    let cut = &signature[..signature.len() - 1];
    let empty = String::new();
    for wrong in [
        &empty,
        "sha256=",
        "sha256",
        cut,
        &format!("{signature}0"),
        &format!("{signature}\n"),
        &format!("{signature}{}", &signature[7..]),
        &format!("{cut}g"),
        &format!("{cut}+"),
        &format!("{cut}\0"),
        // 64 octets, fewer characters.
        &format!("sha256={}", "é".repeat(32)),
        &format!("sha256={}", "\u{ff10}".repeat(64)),
        &"sha256=0".repeat(1000),
    ] {
        assert!(!verify(body, wrong, SECRET), "{wrong:?}");
    }
}

#[test]
fn one_changed_bit_of_body_signature_or_secret_is_enough() {
    let body = br#"{"event":"call.ended","data":{"billsec":42}}"#;
    let signature = sign(body, SECRET);
    for at in 0..body.len() * 8 {
        let mut tampered = body.to_vec();
        tampered[at / 8] ^= 1 << (at % 8);
        assert!(!verify(&tampered, &signature, SECRET), "bit {at} of the body");
    }
    for at in "sha256=".len()..signature.len() {
        let mut tampered = signature.clone().into_bytes();
        tampered[at] = if tampered[at] == b'0' { b'1' } else { b'0' };
        assert!(
            !verify(body, &String::from_utf8(tampered).unwrap(), SECRET),
            "digit {at}"
        );
    }
    assert!(!verify(body, &signature, b"whsec_tesT"));
    assert!(!verify(&body[..body.len() - 1], &signature, SECRET));
    assert!(!verify(&[body, b" ".as_slice()].concat(), &signature, SECRET));
}

#[test]
fn the_octets_count_whatever_they_are() {
    // From `printf … | openssl dgst -sha256 -hmac whsec_test`.
    for (body, tag) in [
        (
            "".as_bytes(),
            "43c0f4d23c8e8841358fad4624b1a592799222b29f25bb59baea43cdcb522ed1",
        ),
        (
            r#"{"caller":"Žofie 📞"}"#.as_bytes(),
            "9afe0e8fadb0907adfbf77abac7a4a126a65bd48fc885ceda0a28ea3d56043a6",
        ),
        (
            b"\xff\x00\xfe".as_slice(),
            "bd4a79e63b2dece8bfc17f25a76a34ab895de1211c4a10a6dff89de69c8ef7a6",
        ),
    ] {
        assert!(verify(body, &format!("sha256={tag}"), SECRET), "{tag}");
    }
    let long = vec![b'x'; 1 << 20];
    assert!(verify(&long, &sign(&long, SECRET), SECRET));
}

#[test]
fn an_empty_secret_is_a_key_like_another() {
    // RFC 2104 allows it; refusing it is for those who know that it was meant to be one.
    let signature = sign(b"{}", b"");
    assert!(verify(b"{}", &signature, b""));
    assert!(!verify(b"{}", &signature, b"\x01"));
}
