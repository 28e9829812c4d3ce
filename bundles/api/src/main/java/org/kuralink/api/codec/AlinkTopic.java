/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.Optional;

/**
 * A topic of the platform, taken apart (developer guide, chapters 4, 5, 7 and 9).
 *
 * @param family which of the platform's topic forms it has
 * @param productKey of the device it belongs to
 * @param deviceName of the device it belongs to
 * @param method the path beside the device in dotted form and without {@code _reply}, for example
 *     {@code thing.event.property.post}; for {@link Family#CUSTOM} the path as it stands; for
 *     {@link Family#EXT_RRPC} that of the wrapped topic, with a leading slash if it is a custom
 *     one; empty where there is no path or only a message id
 * @param reply whether the topic ends in {@code _reply}
 * @param messageId the RRPC message id; empty in other families
 */
public record AlinkTopic(
    Family family,
    String productKey,
    String deviceName,
    String method,
    boolean reply,
    Optional<String> messageId) {

  /** A request topic of the family {@link Family#SYS}. */
  public static AlinkTopic request(String productKey, String deviceName, String method) {
    return new AlinkTopic(Family.SYS, productKey, deviceName, method, false, Optional.empty());
  }

  /** The same topic with {@code _reply} at its end. */
  public AlinkTopic toReply() {
    return new AlinkTopic(family, productKey, deviceName, method, true, messageId);
  }

  /** The forms that topics have. */
  public enum Family {
    /** {@code /sys/{productKey}/{deviceName}/…}: thing model, configuration, topology, tags. */
    SYS,
    /** {@code /sys/{productKey}/{deviceName}/rrpc/request/{messageId}}. */
    RRPC_REQUEST,
    /** {@code /sys/{productKey}/{deviceName}/rrpc/response/{messageId}}. */
    RRPC_RESPONSE,
    /** {@code /ext/rrpc/{messageId}/…}, wrapping a topic of another family. */
    EXT_RRPC,
    /** {@code /ext/session/{productKey}/{deviceName}/…}: log-in and log-out of sub-devices. */
    EXT_SESSION,
    /** {@code /ext/ntp/{productKey}/{deviceName}/…}. */
    EXT_NTP,
    /** {@code /ext/error/{productKey}/{deviceName}}. */
    EXT_ERROR,
    /** {@code /shadow/get|update/{productKey}/{deviceName}}. */
    SHADOW,
    /** {@code /ota/device/…/{productKey}/{deviceName}}. */
    OTA,
    /** {@code /{productKey}/{deviceName}/…}: topics that a product defines for itself. */
    CUSTOM
  }
}
