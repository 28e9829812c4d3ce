/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.cota.offer.Offer;

/**
 * A push of the platform that must get a truthful answer, whatever happens in between.
 *
 * @param device who was addressed
 * @param id to be echoed
 */
public record PushOrder(DeviceIdentity device, MessageId id) {

  /**
   * A push that has no result yet.
   *
   * @param offer what it brought
   * @param starts how often the component has started since it came
   */
  public record OpenPush(PushOrder order, Offer offer, int starts) {}

  /**
   * An answer to a push that has not left this device yet.
   *
   * @param code of the platform's result codes
   * @param outcome for the answer's data
   */
  public record Report(PushOrder order, int code, String outcome, String message) {}
}
