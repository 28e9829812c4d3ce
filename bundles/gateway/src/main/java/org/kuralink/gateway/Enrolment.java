/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests for registration and topology of a session (developer guide 9.2, 9.3). */
final class Enrolment {

  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
  private static final int SHOWN = 200;

  private final GatewayCore core;
  private final ErrorPolicy errors;
  private final RequestPacing pace;
  private final GatewaySession session;

  Enrolment(GatewayCore core, ErrorPolicy errors, RequestPacing pace, GatewaySession session) {
    this.core = core;
    this.errors = errors;
    this.pace = pace;
    this.session = session;
  }

  /** Sends a batch of one of these steps. */
  void send(Batch batch) {
    switch (batch.step()) {
      case BIND -> bind(batch);
      case UNBIND ->
          session.request(batch, "thing.topo.delete", GatewaySession.names(batch), this::unbound);
      case REGISTER -> register(batch, "thing.sub.register", GatewaySession.names(batch));
      case REGISTER_SIGNED -> registerSigned(batch);
      default -> throw new IllegalStateException("unknown " + batch.step());
    }
  }

  private void registerSigned(Batch batch) {
    List<Map<String, Object>> proxieds = new ArrayList<>();
    var signature = session.signature();
    for (KnownDevice device : batch.devices()) {
      Secret product = device.productSecret;
      if (product == null) {
        product = core.settings().get().productSecrets().get(device.identity.productKey());
      }
      String random = Long.toHexString(core.time().random().nextLong() >>> 1);
      if (product != null) {
        proxieds.add(signature.registration(device.identity, product, random));
      }
    }
    register(batch, "thing.proxy.provisioning.product_register", Map.of("proxieds", proxieds));
  }

  /** Requests secrets, unless one could not be stored or may be in the credential store. */
  private void register(Batch batch, String method, Object params) {
    if (!batch.devices().stream().allMatch(errors::borrow)) {
      DeviceFailure unread =
          DeviceFailure.of(SubDeviceFault.STORE, "the credential store cannot be read");
      instead(() -> errors.failed(batch, unread, List.of()));
    } else if (!batch.devices().stream().allMatch(errors::mustRegister)) {
      instead(() -> batch.devices().forEach(device -> placeAnew(batch.step(), device)));
    } else {
      batch.devices().forEach(device -> device.asked = true);
      if (errors.keep(batch.devices())) {
        session.request(batch, method, params, this::registered);
      } else {
        DeviceFailure full = DeviceFailure.of(SubDeviceFault.STORE, "a secret could not be stored");
        instead(() -> errors.failed(batch, full, List.of()));
      }
    }
  }

  /** Sends nothing and runs the consequence later, as after a reply. */
  private void instead(Runnable consequence) {
    pace.answered();
    core.time()
        .thread()
        .execute(
            () -> {
              consequence.run();
              session.look();
            });
  }

  private void placeAnew(Step step, KnownDevice device) {
    errors.again(step, device);
    errors.place(device);
  }

  private void registered(Batch batch, Reply reply) {
    Object data = ReplyData.value(reply.data());
    if (!reply.isSuccess()) {
      errors.failed(batch, DeviceFailure.of(reply), ReplyData.identities(data));
      return;
    }
    boolean signed = batch.step() == Step.REGISTER_SIGNED;
    Map<DeviceIdentity, Map<?, ?>> issued =
        index(signed && data instanceof Map<?, ?> parts ? parts.get("successes") : data);
    Map<DeviceIdentity, Map<?, ?>> refused =
        index(signed && data instanceof Map<?, ?> parts ? parts.get("failures") : null);
    List<KnownDevice> fresh = new ArrayList<>();
    for (KnownDevice device : batch.devices()) {
      Optional<String> secret =
          Optional.ofNullable(issued.remove(device.identity))
              .flatMap(entry -> ReplyData.text(entry, "deviceSecret"))
              .filter(text -> text.chars().noneMatch(Character::isISOControl));
      device.underWay = false;
      if (secret.isPresent()) {
        device.issued = Secret.of(secret.get());
        device.unsaved = true;
        device.asked = false;
        fresh.add(device);
      } else if (batch.step().isUnderWay(device)) {
        errors.failed(batch.step(), device, missing(refused.get(device.identity)));
      }
    }
    unknown(issued);
    kept(batch, fresh);
  }

  /** Reports devices that were not requested; their secrets are neither stored nor shown. */
  private void unknown(Map<DeviceIdentity, Map<?, ?>> issued) {
    if (!issued.isEmpty()) {
      LOG.warn(
          "{}: ignored {} devices in a reply of the platform that were not requested, for example"
              + " {}",
          core.name(),
          issued.size(),
          VisibleText.of(issued.keySet().iterator().next().toString(), 80));
    }
  }

  private void kept(Batch batch, List<KnownDevice> fresh) {
    boolean kept = errors.keep(fresh);
    for (KnownDevice device : fresh) {
      if (!batch.step().isUnderWay(device)) {
        continue;
      }
      if (kept) {
        device.setbacks = 0;
        device.error = null;
        errors.place(device);
      } else {
        errors.unsaved(device);
      }
    }
  }

  private static Map<DeviceIdentity, Map<?, ?>> index(@Nullable Object value) {
    Map<DeviceIdentity, Map<?, ?>> index = new LinkedHashMap<>();
    for (Map<?, ?> object : ReplyData.objects(value)) {
      ReplyData.identity(object).ifPresent(device -> index.put(device, object));
    }
    return index;
  }

  private static DeviceFailure missing(@Nullable Map<?, ?> refusal) {
    if (refusal != null && refusal.get("errorDetail") instanceof Map<?, ?> detail) {
      Optional<Long> code = ReplyData.number(detail.get("code"));
      String words = ReplyData.text(detail, "message").orElse("");
      if (code.isPresent()) {
        return DeviceFailure.of(
            new ResultCode(code.get().intValue()), VisibleText.of(words, SHOWN));
      }
    }
    return DeviceFailure.of(
        SubDeviceFault.MALFORMED_REPLY, "the reply of the platform has no secret for it");
  }

  private void bind(Batch batch) {
    List<Map<String, Object>> elements = new ArrayList<>();
    var signature = session.signature();
    long now = core.time().instant().toEpochMilli();
    for (KnownDevice device : batch.devices()) {
      elements.add(signature.topology(device.identity, GatewaySession.secret(device), now));
    }
    session.request(batch, "thing.topo.add", elements, this::bound);
  }

  private void bound(Batch batch, Reply reply) {
    Object data = ReplyData.value(reply.data());
    List<DeviceIdentity> named = ReplyData.identities(data);
    if (!reply.isSuccess()) {
      errors.failed(batch, DeviceFailure.of(reply), named);
      return;
    }
    List<KnownDevice> bound = new ArrayList<>();
    for (KnownDevice device : batch.devices()) {
      device.underWay = false;
      if (!(data instanceof List<?>) || named.contains(device.identity)) {
        device.bound = true;
        device.batch = KnownDevice.ANY_BATCH;
        bound.add(device);
      } else if (batch.size() > 1 && batch.step().isUnderWay(device)) {
        device.batch = 1;
        errors.again(batch.step(), device);
      } else if (batch.step().isUnderWay(device)) {
        errors.failed(
            batch.step(),
            device,
            DeviceFailure.of(
                SubDeviceFault.MALFORMED_REPLY, "the platform did not add it to the topology"));
      }
    }
    errors.keep(bound);
    for (KnownDevice device : bound) {
      if (batch.step().isUnderWay(device)) {
        device.setbacks = device.healed ? device.setbacks : 0;
        core.roster().go(device, Event.NEEDS_LOGIN);
      }
    }
  }

  /** Takes the reply to a deletion; a device that the platform does not know counts as deleted. */
  private void unbound(Batch batch, Reply reply) {
    DeviceFailure trouble = DeviceFailure.of(reply);
    boolean out =
        reply.isSuccess()
            || trouble.fault() == SubDeviceFault.UNKNOWN_DEVICE && batch.size() == 1
            || trouble.fault() == SubDeviceFault.NOT_BOUND && batch.size() == 1;
    if (!out) {
      errors.failed(batch, trouble, List.of());
      return;
    }
    for (KnownDevice device : batch.devices()) {
      device.underWay = false;
      device.leaving = false;
      device.issued = null;
      device.kept = false;
      device.sources.remove(SubDeviceSource.ADDED);
      device.sources.remove(SubDeviceSource.PLATFORM);
      errors.deleted(device);
      if (device.sources.isEmpty()) {
        forget(device);
      }
    }
  }

  private void forget(KnownDevice device) {
    try {
      core.file().forget(device.identity);
      core.file().tidy(core.time().instant());
    } catch (IOException e) {
      core.file().complain(e);
    }
  }
}
