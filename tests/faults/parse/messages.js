// What a phone sends and gets between its registration and the end of a call, and three that stretch the grammar as
// RFC 4475 does. Every one of the libraries takes all of them. Header names are written as SIP.js and JsSIP print them.
const crlf = (text) => text.trim().replaceAll('\n', '\r\n');

/** The message with the length of its body. */
function whole(head, body = '') {
  const octets = new TextEncoder().encode(body).length;
  return `${crlf(head)}\r\nContent-Length: ${octets}\r\n\r\n${body}`;
}

const offer = `${crlf(`
v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS 0f6c0a2e-8a8e-4f7e-a5b7-3f8f4f2f0c11
m=audio 54609 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 192.0.2.14
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:2999745851 1 udp 2122260223 192.0.2.14 54609 typ host generation 0 network-id 1
a=candidate:1853887674 1 udp 1686052607 203.0.113.40 61222 typ srflx raddr 192.0.2.14 rport 54609 generation 0 network-id 1
a=ice-ufrag:9sQk
a=ice-pwd:4rJ2o7HfQnU1ZbK0x8VtLm5w
a=ice-options:trickle
a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendrecv
a=msid:0f6c0a2e-8a8e-4f7e-a5b7-3f8f4f2f0c11 b5a0f3b2-6a54-4c80-a5ad-4c4c4d3d6d7e
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:1822357911 cname:Zk3mLr8Hq2Xv1YpT
`)}\r\n`;
const answer = offer.replace('actpass', 'active').replace('4611731400430051336', '7316042907140027511');
const watched = `${crlf(`
Messages-Waiting: yes
Message-Account: sip:1001@acme.example.com
Voice-Message: 2/8 (0/2)
`)}\r\n`;

/** `[name, message]`. */
export const messages = [
  ['REGISTER', whole(`
REGISTER sip:acme.example.com SIP/2.0
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bK7fJ2mQ0xN4b1;rport
Max-Forwards: 70
From: "Ada Example" <sip:1001@acme.example.com>;tag=p3u8Jm2Wq1
To: <sip:1001@acme.example.com>
Call-ID: 6mXk2Qw9Zr0aL4tV8yB1
CSeq: 2 REGISTER
Contact: <sip:k4w0s2@q8v1hk2m0d9r.invalid;transport=ws>;reg-id=1;+sip.instance="<urn:uuid:3c6f2f0e-2f9b-4f2e-9c35-5a1b8d7e6f40>";expires=600
Expires: 600
Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY
Supported: path, gruu, outbound
Authorization: Digest username="1001", realm="acme.example.com", nonce="MTY5ODc2NTQzMjo5YjY3ZTQ", uri="sip:acme.example.com", response="7b1e8a1f9b1c4d2ab0f1c0b5d2e9a4f3", algorithm=MD5, qop=auth, cnonce="b3Q0c2Zk", nc=00000001
User-Agent: Example Phone 2.0`)],
  ['401 to REGISTER', whole(`
SIP/2.0 401 Unauthorized
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bK7fJ2mQ0xN4b0;rport=51822;received=198.51.100.7
From: "Ada Example" <sip:1001@acme.example.com>;tag=p3u8Jm2Wq1
To: <sip:1001@acme.example.com>;tag=b27e1a1d33761e85846fc98f5f3a7e58.2c4f
Call-ID: 6mXk2Qw9Zr0aL4tV8yB1
CSeq: 1 REGISTER
WWW-Authenticate: Digest realm="acme.example.com", nonce="MTY5ODc2NTQzMjo5YjY3ZTQ", algorithm=MD5, qop="auth"
Server: Example PBX 5.7`)],
  ['INVITE with SDP', whole(`
INVITE sip:1002@acme.example.com SIP/2.0
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bKh8Kq2Lw0Pz5;rport
Max-Forwards: 70
Route: <sip:edge-1.acme.example.com;transport=ws;lr>
Route: <sip:core.acme.example.com:5080;lr>
From: "Ada Example" <sip:1001@acme.example.com>;tag=Xw2s9Kd0La
To: <sip:1002@acme.example.com>
Call-ID: 2c1f7a6e-98d4-4b53-8f0a-7e6b5d4c3b2a
CSeq: 7001 INVITE
Contact: <sip:k4w0s2@q8v1hk2m0d9r.invalid;transport=ws;ob>
Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY
Supported: timer, 100rel, replaces, outbound
Session-Expires: 1800
Content-Type: application/sdp
User-Agent: Example Phone 2.0`, offer)],
  ['180 with Record-Route', whole(`
SIP/2.0 180 Ringing
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bKh8Kq2Lw0Pz5;rport=51822;received=198.51.100.7
Record-Route: <sip:core.acme.example.com:5080;lr;ftag=Xw2s9Kd0La>
Record-Route: <sip:edge-1.acme.example.com;transport=ws;lr;ftag=Xw2s9Kd0La>
From: "Ada Example" <sip:1001@acme.example.com>;tag=Xw2s9Kd0La
To: <sip:1002@acme.example.com>;tag=as58f1b2c9
Call-ID: 2c1f7a6e-98d4-4b53-8f0a-7e6b5d4c3b2a
CSeq: 7001 INVITE
Contact: <sip:1002@198.51.100.20:5060;transport=udp>
Server: Example PBX 5.7`)],
  ['200 with SDP', whole(`
SIP/2.0 200 OK
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bKh8Kq2Lw0Pz5;rport=51822;received=198.51.100.7
Record-Route: <sip:core.acme.example.com:5080;lr;ftag=Xw2s9Kd0La>
Record-Route: <sip:edge-1.acme.example.com;transport=ws;lr;ftag=Xw2s9Kd0La>
From: "Ada Example" <sip:1001@acme.example.com>;tag=Xw2s9Kd0La
To: <sip:1002@acme.example.com>;tag=as58f1b2c9
Call-ID: 2c1f7a6e-98d4-4b53-8f0a-7e6b5d4c3b2a
CSeq: 7001 INVITE
Contact: <sip:1002@198.51.100.20:5060;transport=udp>
Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE
Supported: replaces, timer
Content-Type: application/sdp
Server: Example PBX 5.7`, answer)],
  ['ACK', whole(`
ACK sip:1002@198.51.100.20:5060;transport=udp SIP/2.0
Via: SIP/2.0/WSS q8v1hk2m0d9r.invalid;branch=z9hG4bKm1Nq7Rt3Sa9;rport
Max-Forwards: 70
Route: <sip:edge-1.acme.example.com;transport=ws;lr;ftag=Xw2s9Kd0La>
Route: <sip:core.acme.example.com:5080;lr;ftag=Xw2s9Kd0La>
From: "Ada Example" <sip:1001@acme.example.com>;tag=Xw2s9Kd0La
To: <sip:1002@acme.example.com>;tag=as58f1b2c9
Call-ID: 2c1f7a6e-98d4-4b53-8f0a-7e6b5d4c3b2a
CSeq: 7001 ACK
User-Agent: Example Phone 2.0`)],
  ['BYE', whole(`
BYE sip:k4w0s2@q8v1hk2m0d9r.invalid;transport=ws;ob SIP/2.0
Via: SIP/2.0/WS edge-1.acme.example.com:8080;branch=z9hG4bKc93e.77f1a2b0d4c3e5f6
Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK4c7d2e1f;rport=5060
Max-Forwards: 69
From: <sip:1002@acme.example.com>;tag=as58f1b2c9
To: "Ada Example" <sip:1001@acme.example.com>;tag=Xw2s9Kd0La
Call-ID: 2c1f7a6e-98d4-4b53-8f0a-7e6b5d4c3b2a
CSeq: 103 BYE
Reason: Q.850;cause=16;text="Normal call clearing"
User-Agent: Example PBX 5.7`)],
  ['NOTIFY of a mailbox', whole(`
NOTIFY sip:k4w0s2@q8v1hk2m0d9r.invalid;transport=ws SIP/2.0
Via: SIP/2.0/WS edge-1.acme.example.com:8080;branch=z9hG4bK0b1c.9e8d7c6b5a493827
Via: SIP/2.0/TCP 198.51.100.20:5060;branch=z9hG4bK7a6b5c4d
Max-Forwards: 69
From: <sip:1001@acme.example.com>;tag=as0f9e8d7c
To: <sip:1001@acme.example.com>;tag=Qm4v7Np2
Call-ID: f81d4fae-7dec-11d0-a765-00a0c91e6bf6
CSeq: 12 NOTIFY
Contact: <sip:mwi@198.51.100.20:5060;transport=tcp>
Event: message-summary
Subscription-State: active;expires=3541
Content-Type: application/simple-message-summary
User-Agent: Example PBX 5.7`, watched)],
  ['OPTIONS', whole(`
OPTIONS sip:k4w0s2@q8v1hk2m0d9r.invalid;transport=ws SIP/2.0
Via: SIP/2.0/WS edge-1.acme.example.com:8080;branch=z9hG4bKfa31.1122334455667788
Max-Forwards: 70
From: <sip:ping@edge-1.acme.example.com>;tag=0a1b2c3d
To: <sip:1001@acme.example.com>
Call-ID: 5b8e1f04-3c@edge-1.acme.example.com
CSeq: 1 OPTIONS
Contact: <sip:ping@edge-1.acme.example.com:8080;transport=ws>
Accept: application/sdp
User-Agent: Example PBX 5.7`)],
  ['INVITE, folded lines and quoted pairs', whole(`
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO:
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
Max-Forwards: 68
Call-ID: wsinv.ndaksdj@192.0.2.1
CSeq: 9
  INVITE
Via: SIP  /   2.0
 /UDP
    192.0.2.2;branch=z9hG4bK390skdjuw
Subject: A line that is long enough
Contact: <sip:jdrosen@192.0.2.9>;newparam="a;b,c"
Route: <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
Content-Type: application/sdp`, answer)],
  ['200 with a reason in UTF-8', whole(`
SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
Call-ID: unreason.1234ksdfak3j2erwedfsASdf
CSeq: 35 OPTIONS
From: sip:user@example.com;tag=11141343
To: sip:user@example.edu;tag=2229
Contact: <sip:user@host198.example.com>`)],
  ['OPTIONS with escapes and an IPv6 host', whole(`
OPTIONS sip:%75se%72@[2001:db8::10]:5070;transport=tcp SIP/2.0
Via: SIP/2.0/TCP [2001:db8::9:1]:5060;branch=z9hG4bKas3-111
Max-Forwards: 70
From: "The \\"Office\\" = 5, 6; 7" <sip:null-%00-null@example.com>;tag=839923423
To: sip:%75se%72@example.com
Call-ID: escnull.39203ndfvkjdasfkq3w4otrq0adsfdfnavd
CSeq: 14398234 OPTIONS
Contact: <sip:%00@host5.example.com;transport=tcp>, "Second" <sip:b@host6.example.com:5099>;q=0.3`)],
];
