/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.util.List;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.osgi.service.component.annotations.Component;

/**
 * The component that provides the {@link ThingModels} service. It is stateless, so it can be
 * replaced at any time.
 */
@Component(name = "org.kuralink.tsl", service = ThingModels.class, immediate = true)
public final class ThingModelsComponent implements ThingModels {

  @Override
  public ThingModel read(List<JsonText> documents) throws MalformedModelException {
    return ModelReader.read(documents);
  }

  @Override
  public CheckedValue check(String path, DataType type, Object value) {
    ValueCheck check = new ValueCheck();
    Object checked = check.value(path, type, value);
    return new CheckedValue(checked, check.violations(), check.doubts());
  }
}
