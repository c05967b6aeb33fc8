// A field for several values between commas: its list offers the next one, after what stands there already. Without
// scripts the list offers the first.
export function enhance(field) {
  const options = [...field.list.options];
  const names = options.map((option) => option.value);
  const offer = () => {
    const parts = field.value.split(",");
    parts.pop();
    const before = parts.map((part) => part.trim()).filter(Boolean);
    options.forEach((option, at) => {
      option.value = [...before, names[at]].join(", ");
      option.disabled = before.includes(names[at]);
    });
  };
  field.addEventListener("input", offer);
  field.addEventListener("focus", offer);
}
