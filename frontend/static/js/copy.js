// Shows a copy button where the browser can copy (a secure origin), and says when it is done.
export function enhance(button) {
  if (!navigator.clipboard) return;
  const said = button.parentElement.querySelector(".copy__said");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = "Tersalin";
    } catch {
      said.textContent = "Tidak dapat menyalin; pilih teksnya lalu tekan Ctrl+C";
    }
    setTimeout(() => (said.textContent = ""), 4000);
  });
}
