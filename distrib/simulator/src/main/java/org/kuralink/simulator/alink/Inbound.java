/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import java.util.List;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/** A message of a device and the values of the placeholders in its topic pattern. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
public record Inbound(
    Session session, String topic, List<String> values, byte[] payload, ReplyDesk desk) {

  public DeviceKey key() {
    return session.key();
  }

  public Device device() {
    return session.device();
  }

  /** Sends to the device, as badly as the faults in force want it. */
  public void reply(String replyTopic, byte[] bytes, int qos) {
    desk.send(session, replyTopic, bytes, qos);
  }
}
