/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.auth.TokenRequest;
import org.kuralink.simulator.auth.UplinkTokens;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.broker.UnconnectedSessions;
import org.kuralink.simulator.fault.CoapFaults;
import org.kuralink.simulator.fault.CoapForm;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.gateway.Relations;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/**
 * Handles the requests of devices over CoAP: for a token, and for publishing with it (spec 3.3).
 * Thread-safe.
 */
final class CoapUplink {
  /** Bytes in symmetric mode, before they are encrypted. */
  static final int MAX_SYMMETRIC = 1024;

  private static final int KEPT = 20_000;
  private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final Agreement OTHER = new Agreement("another", "key", 0);

  private final Registry registry;
  private final Relations relations;
  private final UnconnectedSessions sessions;
  private final FaultTable faults;
  private final UplinkTokens tokens;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong messageId = new AtomicLong();
  private final Map<String, Granted> granted =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Granted> eldest) {
              return size() > KEPT;
            }
          });

  /** The data of a token; the agreement exists in symmetric mode only. */
  private record Granted(Optional<Agreement> agreement, boolean separate) {
    boolean isFor(Transport way) {
      return agreement.isPresent() == (way == Transport.COAP);
    }
  }

  /** The registered devices. */
  record Devices(Registry registry, Relations relations) {}

  CoapUplink(
      Devices devices,
      UnconnectedSessions sessions,
      FaultTable faults,
      Clock clock,
      Duration tokenLifetime) {
    this.registry = devices.registry;
    this.relations = devices.relations;
    this.sessions = sessions;
    this.faults = faults;
    this.tokens = new UplinkTokens(clock, tokenLifetime);
    this.clock = clock;
  }

  /**
   * An answer and its faults.
   *
   * @param separate whether the device has requested a separate acknowledgement
   */
  record Answered(CoapAnswer answer, CoapForm form, int delayMs, boolean mute, boolean separate) {}

  Answered answer(CoapAsked asked, ScheduledExecutorService timer) {
    Optional<DeviceKey> key = sender(asked);
    Faults misbehaviour = key.map(faults::of).orElseGet(faults::general);
    CoapFaults fault = faults.nextCoap(key, asked.path());
    CoapAnswer answer;
    if (fault.refuses() || fault.form() == CoapForm.RESET) {
      answer = CoapAnswer.of(fault.code());
      refused(asked, key, fault);
    } else {
      answer = asked.isAuth() ? new Authentication(asked, timer).carryOut() : publish(asked);
    }
    boolean separate =
        asked.isTopic() && asked.token().map(granted::get).filter(Granted::separate).isPresent();
    return new Answered(
        fault.form() == CoapForm.OTHER_KEY ? encryptedByAnother(answer) : answer,
        fault.form(),
        misbehaviour.delayRepliesMs(),
        misbehaviour.mute(),
        separate);
  }

  private static CoapAnswer encryptedByAnother(CoapAnswer answer) {
    return new CoapAnswer(
        answer.code(), answer.format(), OTHER.encrypt(NOTHING), answer.messageId());
  }

  /** Whether a datagram of it is lost before anybody has read it. */
  boolean loses(CoapAsked asked) {
    return faults.losesCoap(sender(asked), asked.path());
  }

  /** How many of a hundred messages of the device are lost by chance. */
  int lossPercent(Optional<DeviceKey> key) {
    return key.map(faults::of).orElseGet(faults::general).coap().lossPercent();
  }

  /** Returns the calling device as far as it is known. */
  Optional<DeviceKey> sender(CoapAsked asked) {
    if (!asked.isAuth()) {
      return asked.token().flatMap(tokens::find).map(UplinkTokens.Known::key);
    }
    try {
      return registry.device(TokenRequest.of(object(asked)).claims()).map(Device::key);
    } catch (BadJsonException e) {
      return Optional.empty();
    }
  }

  private static JsonObject object(CoapAsked asked) throws BadJsonException {
    if (!asked.isCbor()) {
      return StrictJson.parseObject(asked.payload());
    }
    if (Cbor.read(asked.payload()) instanceof JsonObject object) {
      return object;
    }
    throw new BadJsonException("a map is needed");
  }

  private void refused(CoapAsked asked, Optional<DeviceKey> key, CoapFaults fault) {
    String why =
        fault.refuses() ? "fault: coapCode " + CoapAnswer.words(fault.code()) : "fault: reset";
    if (asked.isAuth()) {
      sessions.refused(caller(asked, key, ""), fault.code(), why);
    } else {
      key.flatMap(sessions::of)
          .ifPresent(s -> sessions.tell(s, asked.topic(), asked.payload(), why));
    }
  }

  private static UnconnectedSessions.Caller caller(
      CoapAsked asked, Optional<DeviceKey> key, String clientId) {
    return new UnconnectedSessions.Caller(key, clientId, asked.way(), asked.remote());
  }

  /** Ends sessions whose tokens have expired. */
  private void expire() {
    for (Session session : sessions.all()) {
      if (!tokens.any(session.key())) {
        session.close("its token has expired");
      }
    }
  }

  /** A request for a token. */
  private final class Authentication {
    private final CoapAsked asked;
    private final ScheduledExecutorService timer;
    private TokenRequest given = TokenRequest.EMPTY;

    Authentication(CoapAsked asked, ScheduledExecutorService timer) {
      this.asked = asked;
      this.timer = timer;
    }

    CoapAnswer carryOut() {
      if (asked.method() != CoapAsked.POST) {
        return refuse(CoapAnswer.METHOD, "POST is needed");
      }
      if (!Set.of(CoapAsked.JSON, CoapAsked.CBOR).contains(asked.format().orElse(CoapAsked.JSON))) {
        return refuse(CoapAnswer.FORMAT, "Content-Format is not JSON or CBOR");
      }
      int accept = asked.accept().orElse(CoapAsked.JSON);
      if (accept != CoapAsked.JSON && accept != CoapAsked.CBOR) {
        return refuse(CoapAnswer.NOT_ACCEPTABLE, "Accept is not JSON or CBOR");
      }
      Optional<String> fault = fault();
      if (fault.isPresent()) {
        return refuse(CoapAnswer.BAD_REQUEST, fault.get());
      }
      Optional<Device> device = registry.device(given.claims());
      if (device.isEmpty() || !given.verifies(device.get().secret(), Set.of("resources"))) {
        return refuse(
            CoapAnswer.UNAUTHORIZED, device.isEmpty() ? "unknown device" : "wrong signature");
      }
      Optional<String> forbidden = forbidden(device.get());
      return forbidden.isPresent()
          ? refuse(CoapAnswer.FORBIDDEN, forbidden.get())
          : grant(device.get(), accept);
    }

    private Optional<String> fault() {
      try {
        given = TokenRequest.of(object(asked));
      } catch (BadJsonException e) {
        return Optional.of(e.getMessage());
      }
      if (given.has("ackMode") && !given.text("ackMode").matches("[01]")) {
        return Optional.of("ackMode: 0 or 1 is needed");
      }
      if (asked.way() == Transport.COAP && !given.text("seq").matches("[0-9]{1,18}")) {
        return Optional.of("seq: a number is needed in symmetric mode");
      }
      return given.fault();
    }

    private Optional<String> forbidden(Device device) {
      if (!device.enabled()) {
        return Optional.of("device is disabled");
      }
      if (relations.gatewayOf(device.key()).isPresent()) {
        return Optional.of("a sub-device is there through its gateway only");
      }
      return faults.of(device.key()).refuse() != 0
          ? Optional.of("fault: refuse")
          : Optional.empty();
    }

    private CoapAnswer grant(Device device, int accept) {
      expire();
      JsonObject said = new JsonObject();
      Optional<Agreement> agreement = Optional.empty();
      if (asked.way() == Transport.COAP) {
        byte[] chance = new byte[8];
        random.nextBytes(chance);
        String text = HexFormat.of().formatHex(chance);
        int offset = 1 + random.nextInt(1000);
        agreement = Optional.of(new Agreement(device.secret(), text, offset));
        said.addProperty("random", text);
        said.addProperty("seqOffset", offset);
      }
      String token = tokens.issue(device.key());
      granted.put(token, new Granted(agreement, given.text("ackMode").equals("1")));
      said.addProperty("token", token);
      Session session =
          sessions.open(
              device,
              caller(asked, Optional.of(device.key()), given.text("clientId")),
              tokens::revoke);
      // Later than the token dies, never before.
      var unused =
          timer.schedule(
              CoapUplink.this::expire, tokens.lifetime().toMillis() + 1, TimeUnit.MILLISECONDS);
      if (faults.of(session.key()).kickAfterConnect()) {
        session.close("fault: kicked after connect");
      }
      byte[] payload =
          accept == CoapAsked.CBOR
              ? Cbor.write(said)
              : said.toString().getBytes(StandardCharsets.UTF_8);
      return new CoapAnswer(CoapAnswer.CONTENT, OptionalInt.of(accept), payload, Optional.empty());
    }

    private CoapAnswer refuse(int code, String why) {
      sessions.refused(caller(asked, sender(asked), given.text("clientId")), code, why);
      return CoapAnswer.of(code);
    }
  }

  private CoapAnswer publish(CoapAsked asked) {
    if (!asked.isTopic()) {
      return CoapAnswer.of(CoapAnswer.NOT_FOUND);
    }
    if (asked.method() != CoapAsked.POST) {
      return CoapAnswer.of(CoapAnswer.METHOD);
    }
    // Octets too: the official C device kit asks for them.
    if (!Set.of(CoapAsked.JSON, CoapAsked.CBOR, CoapAsked.OCTETS)
        .contains(asked.accept().orElse(CoapAsked.JSON))) {
      return CoapAnswer.of(CoapAnswer.NOT_ACCEPTABLE);
    }
    Optional<UplinkTokens.Known> known = asked.token().flatMap(tokens::find);
    Optional<Granted> with = asked.token().map(granted::get).filter(g -> g.isFor(asked.way()));
    Optional<Session> session = known.flatMap(k -> sessions.of(k.key()));
    if (known.isEmpty() || with.isEmpty() || !known.get().good() || session.isEmpty()) {
      session.ifPresent(s -> tell(s, asked, CoapAnswer.UNAUTHORIZED, "the token is not good"));
      expire();
      return CoapAnswer.of(CoapAnswer.UNAUTHORIZED);
    }
    Device device = session.get().device();
    if (!device.enabled() || relations.gatewayOf(device.key()).isPresent()) {
      return tell(session.get(), asked, CoapAnswer.FORBIDDEN, "disabled, or a sub-device");
    }
    return with.get().agreement.isPresent()
        ? opened(session.get(), asked, with.get().agreement.get())
        : taken(session.get(), asked, asked.payload(), Optional.empty());
  }

  /** Out of its encryption. */
  private CoapAnswer opened(Session session, CoapAsked asked, Agreement agreement) {
    Optional<Long> number = asked.sequence().flatMap(agreement::number);
    if (number.isEmpty()) {
      return tell(session, asked, CoapAnswer.BAD_OPTION, "no number in option 2089");
    }
    if (asked.inBlocks()) {
      return tell(session, asked, CoapAnswer.TOO_LARGE, "no blocks in symmetric mode");
    }
    Optional<byte[]> plain = agreement.decrypt(asked.payload());
    if (plain.isEmpty()) {
      return tell(session, asked, CoapAnswer.BAD_REQUEST, "encrypted with another key");
    }
    if (plain.get().length > MAX_SYMMETRIC) {
      return tell(session, asked, CoapAnswer.TOO_LARGE, "more than " + MAX_SYMMETRIC + " bytes");
    }
    if (!agreement.use(number.get())) {
      return tell(
          session, asked, CoapAnswer.BAD_OPTION, "sequence " + number.get() + " is not new");
    }
    return taken(session, asked, plain.get(), Optional.of(agreement));
  }

  private CoapAnswer taken(
      Session session, CoapAsked asked, byte[] plain, Optional<Agreement> agreement) {
    return switch (sessions.publish(session, asked.topic(), asJson(asked, plain))) {
      case TAKEN ->
          new CoapAnswer(
              CoapAnswer.CONTENT,
              OptionalInt.empty(),
              agreement.map(a -> a.encrypt(NOTHING)).orElse(new byte[0]),
              Optional.of(Long.toString(nextId())));
      case NO_TOPIC -> CoapAnswer.of(CoapAnswer.NOT_FOUND);
      case OF_ANOTHER, DENIED -> CoapAnswer.of(CoapAnswer.FORBIDDEN);
      case TOO_MANY -> CoapAnswer.of(CoapAnswer.INTERNAL);
    };
  }

  /** Converts a CBOR payload; bytes for an application or a script remain unchanged. */
  private static byte[] asJson(CoapAsked asked, byte[] plain) {
    if (!asked.isCbor()
        || asked.topic().endsWith("/thing/model/up_raw")
        || !asked.topic().matches("/(sys|ext|ota|shadow)/.*")) {
      return plain;
    }
    try {
      return Cbor.read(plain).toString().getBytes(StandardCharsets.UTF_8);
    } catch (BadJsonException e) {
      return plain;
    }
  }

  private long nextId() {
    long first = clock.millis() << 20;
    return messageId.updateAndGet(last -> Math.max(last + 1, first));
  }

  private CoapAnswer tell(Session session, CoapAsked asked, int code, String why) {
    sessions.tell(
        session, asked.topic(), asked.payload(), "refused: " + CoapAnswer.words(code) + " " + why);
    return CoapAnswer.of(code);
  }
}
