/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/** A field of a form as Kura has read it. */
public final class KuraAttribute implements AD {

  private final String id;
  private final Scalar type;
  private final int cardinality;
  private final boolean required;
  private final String min;
  private final String max;
  private final List<String> options;

  /** A field; without a bound it is null, as Kura has it. */
  public KuraAttribute(
      String id,
      Scalar type,
      int cardinality,
      boolean required,
      String min,
      String max,
      String... options) {
    this.id = id;
    this.type = type;
    this.cardinality = cardinality;
    this.required = required;
    this.min = min;
    this.max = max;
    this.options = Arrays.asList(options);
  }

  /** A form. */
  public static OCD definition(String id, List<AD> attributes) {
    return (OCD)
        Proxy.newProxyInstance(
            OCD.class.getClassLoader(),
            new Class<?>[] {OCD.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getId" -> id;
                  case "getAD" -> attributes;
                  case "getIcon" -> List.<Icon>of();
                  default -> "form";
                });
  }

  private static Option option(String value) {
    return new Option() {
      @Override
      public String getLabel() {
        return "label of " + value;
      }

      @Override
      public String getValue() {
        return value;
      }
    };
  }

  @Override
  public List<Option> getOption() {
    return options.stream().map(KuraAttribute::option).toList();
  }

  @Override
  public String getName() {
    return id;
  }

  @Override
  public String getDescription() {
    return "";
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public Scalar getType() {
    return type;
  }

  @Override
  public int getCardinality() {
    return cardinality;
  }

  @Override
  public String getMin() {
    return min;
  }

  @Override
  public String getMax() {
    return max;
  }

  @Override
  public String getDefault() {
    return null;
  }

  @Override
  public boolean isRequired() {
    return required;
  }
}
