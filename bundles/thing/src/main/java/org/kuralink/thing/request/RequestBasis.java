/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.request;

import java.time.Duration;
import java.util.List;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.tsl.Violation;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.model.Strictness;

/**
 * What the requests for properties and services of one session have in common.
 *
 * @param limit how long a request may take
 */
public record RequestBasis(
    Strictness strictness, ProductModels models, Devices devices, Calls calls, Duration limit) {

  ModelCheck check(DeviceLink link) {
    models.use(link);
    return models.check(link.identity().productKey());
  }

  /** The model may have become another one. */
  void missed(DeviceIdentity device, List<Violation> violations) {
    if (violations.stream().anyMatch(ModelCheck::isUnknown)) {
      models.missed(device.productKey());
    }
  }
}
